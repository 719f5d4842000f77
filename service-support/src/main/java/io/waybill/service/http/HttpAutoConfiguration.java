package io.waybill.service.http;

import io.waybill.service.lifecycle.ServiceState;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.EnumSet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** The filters in front of all requests, and the thread pool behind them. */
@AutoConfiguration(before = TaskExecutionAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class HttpAutoConfiguration {

  @Bean
  FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
    return first(new RequestIdFilter(), 0, EnumSet.allOf(DispatcherType.class));
  }

  @Bean
  ConnectionDrain connectionDrain(@Value("${waybill.connection-drain}") Duration limit) {
    return new ConnectionDrain(limit);
  }

  @Bean
  FilterRegistrationBean<RoutesGate> routesGate(ServiceState state, ConnectionDrain drain) {
    return first(new RoutesGate(state, drain), 1, EnumSet.of(DispatcherType.REQUEST));
  }

  @Bean
  FilterRegistrationBean<BodyDeadline> bodyDeadline(
      @Value("${waybill.http.body-timeout}") Duration limit) {
    return first(new BodyDeadline(limit), 6, EnumSet.of(DispatcherType.REQUEST));
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBody() {
    return tomcat -> tomcat.addContextValves(new UnreadBody());
  }

  /** Whoever waits with a body is told to send it only when somebody reads it. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
    return tomcat ->
        tomcat.addConnectorCustomizers(
            connector -> connector.setProperty("continueResponseTiming", "onRead"));
  }

  private static <T extends Filter> FilterRegistrationBean<T> first(
      T filter, int place, EnumSet<DispatcherType> dispatches) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
    registration.setDispatcherTypes(dispatches);
    registration.setAsyncSupported(true);
    return registration;
  }

  @Bean
  OverloadAnswer overloadAnswer() {
    return new OverloadAnswer();
  }

  @Bean
  MdcHandover mdcHandover() {
    return new MdcHandover();
  }
}
