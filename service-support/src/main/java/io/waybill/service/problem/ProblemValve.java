package io.waybill.service.problem;

import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.AbstractProtocol;

/** Answers what Tomcat refuses before any filter: malformed request lines and headers. */
public final class ProblemValve extends ErrorReportValve {
  private static final String REQUEST_ID = "X-Request-Id";

  @Override
  protected void report(Request request, Response response, Throwable failure) {
    int status = whileStopping(request, response.getStatus());
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

  /** A connector that is being closed cuts requests short, and takes the rest for malformed. */
  private static int whileStopping(Request request, int status) {
    boolean stopping =
        request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
            && protocol.isPaused();
    return stopping && status == 400 ? 503 : status;
  }
}
