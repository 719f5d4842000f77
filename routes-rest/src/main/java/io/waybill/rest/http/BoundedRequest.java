package io.waybill.rest.http;

import io.waybill.service.http.BodyStream;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A request of which at most {@code limit} bytes can be read, and whose parameters are not made
 * headers of the message: routes that want them read the query.
 */
final class BoundedRequest extends HttpServletRequestWrapper {
  private final int limit;

  BoundedRequest(HttpServletRequest request, int limit) {
    super(request);
    this.limit = limit;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new BoundedStream(super.getInputStream(), limit);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  private static final class BoundedStream extends BodyStream {
    private int left;

    BoundedStream(ServletInputStream in, int limit) {
      super(in);
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        take(1);
      }
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        take(read);
      }
      return read;
    }

    private void take(int bytes) throws BodyTooLargeException {
      left -= bytes;
      if (left < 0) {
        throw new BodyTooLargeException();
      }
    }
  }
}
