package io.waybill.service.limits;

import io.waybill.service.http.Probes;
import io.waybill.service.http.UnreadBody;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers 503 to the requests that were not let in. */
final class OverloadFilter extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!AdmittingExecutor.isRefusing() || Probes.isOne(request)) {
      chain.doFilter(request, response);
      return;
    }
    if (!isWholeBodyHere(request)) {
      // Or reading it would hold the thread for as long as its sender likes.
      UnreadBody.leave(request);
      response.setHeader("Connection", "close");
    }
    ProblemWriter.write(
        Problem.overloaded("The service is overloaded. Try again shortly."),
        request.getRequestURI(),
        response);
  }

  private static boolean isWholeBodyHere(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    return length < 0
        ? request.getHeader("Transfer-Encoding") == null
        : request.getInputStream().available() >= length;
  }
}
