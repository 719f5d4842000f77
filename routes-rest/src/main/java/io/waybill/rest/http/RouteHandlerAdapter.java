package io.waybill.rest.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.ModelAndView;

/**
 * Calls the route of a request at once. Spring's own adapter prepares data binding, a model,
 * asynchronous dispatch and the reading of a return value for it, none of which a route has.
 */
final class RouteHandlerAdapter implements HandlerAdapter, Ordered {

  @Override
  public boolean supports(Object handler) {
    return handler instanceof HandlerMethod method
        && method.getBean() instanceof RequestThreadConsumer;
  }

  @Override
  public ModelAndView handle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    ((RequestThreadConsumer) ((HandlerMethod) handler).getBean()).serve(request, response);
    return null;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
