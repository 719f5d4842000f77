package io.waybill.service.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes problems that were found outside the routes. */
public final class ProblemWriter {
  private ProblemWriter() {}

  /**
   * Answers with the problem, unless an answer is on its way already. Headers that are set stay.
   *
   * @param path the path of the request that met the problem
   */
  public static void write(Problem problem, String path, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = problem.toJson(path);
    // Not reset(): the X-Request-Id stays.
    response.resetBuffer();
    response.setStatus(problem.status());
    problem.headers().forEach(response::setHeader);
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
