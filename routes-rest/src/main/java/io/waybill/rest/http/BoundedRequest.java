package io.waybill.rest.http;

import io.waybill.service.http.BodyStream;
import io.waybill.service.http.UnreadBody;
import io.waybill.service.problem.Problem;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

/**
 * A request of which at most {@code limit} bytes can be read, those of a large body only while
 * there is memory for them, and whose parameters are not made headers of the message: routes that
 * want them read the query.
 */
final class BoundedRequest extends HttpServletRequestWrapper implements AutoCloseable {
  /** So much of each body is always taken, or a few large ones could keep all others out. */
  private static final int SMALL = 16 * 1024;

  private final int limit;
  private final BodyMemory memory;
  private int read;
  private int taken;

  BoundedRequest(HttpServletRequest request, int limit, BodyMemory memory) {
    super(request);
    this.limit = limit;
    this.memory = memory;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new Counted(super.getInputStream());
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  private void count(int bytes) throws BodyTooLargeException {
    read += bytes;
    if (read > limit) {
      throw new BodyTooLargeException();
    }
    int more = Math.max(0, read - SMALL) - taken;
    if (!memory.take(more)) {
      UnreadBody.leave(this);
      throw Problem.of(
              503,
              "Too many large bodies are being read. Try again shortly.",
              Map.of("Retry-After", "1", "Connection", "close"))
          .toException();
    }
    taken += more;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    memory.giveBack(taken);
    taken = 0;
  }

  private final class Counted extends BodyStream {
    Counted(ServletInputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        count(1);
      }
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int bytes = super.read(buffer, offset, length);
      if (bytes > 0) {
        count(bytes);
      }
      return bytes;
    }

    /** The inherited one makes room for 8 KiB first, also where there is no body. */
    @Override
    public long transferTo(OutputStream out) throws IOException {
      int first = read();
      if (first < 0) {
        return 0;
      }
      out.write(first);
      return 1 + super.transferTo(out);
    }
  }
}
