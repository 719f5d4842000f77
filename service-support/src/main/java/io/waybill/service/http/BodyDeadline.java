package io.waybill.service.http;

import io.waybill.service.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Bounds the time for a whole body. Tomcat bounds the wait for the next byte only, so that a client
 * could hold a thread for as long as it sends one now and then.
 */
final class BodyDeadline extends HttpFilter {
  private final long nanos;

  BodyDeadline(Duration limit) {
    nanos = limit.toNanos();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long start = System.nanoTime();
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public ServletInputStream getInputStream() throws IOException {
            return new Timed(super.getInputStream(), this, start);
          }
        },
        response);
  }

  private final class Timed extends BodyStream {
    private final ServletRequest request;
    private final long start;

    Timed(ServletInputStream in, ServletRequest request, long start) {
      super(in);
      this.request = request;
      this.start = start;
    }

    @Override
    public int read() throws IOException {
      long begun = check();
      int read = super.read();
      BodyWait.add(System.nanoTime() - begun);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long begun = check();
      int read = super.read(buffer, offset, length);
      BodyWait.add(System.nanoTime() - begun);
      return read;
    }

    private long check() {
      long now = System.nanoTime();
      if (now - start > nanos) {
        UnreadBody.leave(request);
        throw Problem.of(408, "The body came too slowly.", Map.of("Connection", "close"))
            .toException();
      }
      return now;
    }
  }
}
