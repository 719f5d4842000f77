package io.waybill.service.problem;

import io.waybill.service.state.ServiceState;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what filters and the container refuse with {@code sendError}. */
@Controller
class ProblemErrorController implements ErrorController {
  private final ServiceState state;

  ProblemErrorController(ServiceState state) {
    this.state = state;
  }

  @RequestMapping("${spring.web.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Integer code = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    String path = (String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    int status = whileStopping(code == null ? 404 : code);
    Map<String, String> headers = status == 503 ? Map.of("Retry-After", "2") : Map.of();
    ProblemWriter.write(
        Problem.of(status, StatusTitles.detail(status), headers),
        path == null ? request.getRequestURI() : path,
        response);
  }

  /** A request that the stopping server cut short is not the client's mistake. */
  private int whileStopping(int status) {
    return status == 400 && state.stage() == ServiceState.Stage.STOPPING ? 503 : status;
  }
}
