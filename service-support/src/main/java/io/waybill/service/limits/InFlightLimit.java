package io.waybill.service.limits;

import io.waybill.service.http.Probes;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Answers 503 at once when as many requests are being answered as the service takes on. So requests
 * beyond its capacity cost it little, and those that it accepts don't get slower with each one.
 */
final class InFlightLimit extends HttpFilter {
  private final int atOnce;
  private final transient Semaphore places;

  InFlightLimit(int atOnce) {
    this.atOnce = atOnce;
    places = new Semaphore(atOnce);
  }

  /** How many requests are being answered now. */
  int inFlight() {
    return atOnce - places.availablePermits();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Probes.isOne(request)) {
      chain.doFilter(request, response);
    } else if (places.tryAcquire()) {
      try {
        chain.doFilter(request, response);
      } finally {
        leave(request);
      }
    } else {
      ProblemWriter.write(
          Problem.overloaded("The service is overloaded. Try again shortly."),
          request.getRequestURI(),
          response);
    }
  }

  private void leave(HttpServletRequest request) {
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new LeaveWhenComplete());
    } else {
      places.release();
    }
  }

  private final class LeaveWhenComplete implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      places.release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // It will be complete.
    }

    @Override
    public void onError(AsyncEvent event) {
      // It will be complete.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Servlets drop their listeners then.
      event.getAsyncContext().addListener(this);
    }
  }
}
