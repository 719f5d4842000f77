package io.waybill.rest.problem;

import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** Answers what Tomcat refuses before any filter: malformed request lines and headers. */
public final class ProblemValve extends ErrorReportValve {
  private static final String REQUEST_ID = "X-Request-Id";

  @Override
  protected void report(Request request, Response response, Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (response.getHeader(REQUEST_ID) == null) {
      response.setHeader(REQUEST_ID, UUID.randomUUID().toString());
    }
    try {
      ProblemWriter.write(
          Problem.of(status, StatusTitles.detail(status)), request.getRequestURI(), response);
      response.finishResponse();
    } catch (IOException | IllegalStateException clientHasGone) {
      // Nobody is left to be told.
    }
  }
}
