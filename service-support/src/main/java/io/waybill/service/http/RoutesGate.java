package io.waybill.service.http;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import io.waybill.service.state.ServiceState;
import io.waybill.service.state.ServiceState.Stage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers 503 while no route runs: without it a request in that gap would be told 404. */
final class RoutesGate extends HttpFilter {
  private final transient ServiceState state;
  private final transient ConnectionDrain drain;

  RoutesGate(ServiceState state, ConnectionDrain drain) {
    this.state = state;
    this.drain = drain;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean probe = Probes.isOne(request);
    if (!probe) {
      drain.requested();
    }
    if (drain.isDraining()) {
      response.setHeader("Connection", "close");
    }
    if (state.isRunning() || probe) {
      chain.doFilter(request, response);
      return;
    }
    boolean stopping = state.stage() == Stage.STOPPING;
    ProblemWriter.write(
        Problem.overloaded(
            stopping
                ? "The service is stopping. Try again, another instance may answer."
                : "The service is starting. Try again shortly."),
        request.getRequestURI(),
        response);
    response.flushBuffer();
  }
}
