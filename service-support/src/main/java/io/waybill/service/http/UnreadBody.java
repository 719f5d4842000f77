package io.waybill.service.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets a filter give up a body. Otherwise Tomcat reads on to its end after the answer, to use the
 * connection again, and holds the thread for it.
 */
public final class UnreadBody extends ValveBase {
  private static final String ATTRIBUTE = UnreadBody.class.getName();

  UnreadBody() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    Runnable leave =
        () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    request.setAttribute(ATTRIBUTE, leave);
    getNext().invoke(request, response);
  }

  /** Leaves the rest of the body unread; the answer ought to close the connection. */
  public static void leave(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Runnable leave) {
      leave.run();
    }
  }
}
