package io.waybill.service.http;

import io.waybill.service.state.ServiceState;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** The filters in front of all requests, and the thread pool behind them. */
@AutoConfiguration(before = TaskExecutionAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(CorsSettings.class)
class HttpAutoConfiguration {

  @Bean
  FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
    return EdgeFilter.REQUEST_ID.register(
        new RequestIdFilter(), EnumSet.allOf(DispatcherType.class));
  }

  /** Spring Security's own, but also where Spring Security is off. */
  @Bean
  FilterRegistrationBean<HeaderWriterFilter> securityHeaders() {
    HeaderWriterFilter filter =
        new HeaderWriterFilter(
            List.of(
                new XContentTypeOptionsHeaderWriter(),
                new XXssProtectionHeaderWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
                new HstsHeaderWriter()));
    // Not at the end: an answer may be written by another thread.
    filter.setShouldWriteHeadersEagerly(true);
    return EdgeFilter.SECURITY_HEADERS.register(filter);
  }

  @Bean
  @ConditionalOnProperty(name = "server.forward-headers-strategy", havingValue = "native")
  FilterRegistrationBean<ForwardedPrefix> forwardedPrefix() {
    return EdgeFilter.FORWARDED_PREFIX.register(new ForwardedPrefix());
  }

  @Bean
  FilterRegistrationBean<CorsFilter> pagesOfOtherOrigins(CorsSettings settings) {
    UrlBasedCorsConfigurationSource everywhere = new UrlBasedCorsConfigurationSource();
    everywhere.registerCorsConfiguration("/**", settings.configuration());
    CorsFilter filter = new CorsFilter(everywhere);
    filter.setCorsProcessor(new CorsProblems());
    FilterRegistrationBean<CorsFilter> registration = EdgeFilter.CORS.register(filter);
    registration.setEnabled(!settings.allowedOrigins().isEmpty());
    return registration;
  }

  @Bean
  FilterRegistrationBean<PathFilter> pathFilter() {
    return EdgeFilter.PATH.register(new PathFilter());
  }

  @Bean
  ConnectionDrain connectionDrain(
      @Value("${waybill.connection-drain}") Duration limit, ServiceState state) {
    return new ConnectionDrain(limit, state);
  }

  @Bean
  FilterRegistrationBean<RoutesGate> routesGate(ServiceState state, ConnectionDrain drain) {
    return EdgeFilter.ROUTES_GATE.register(new RoutesGate(state, drain));
  }

  @Bean
  FilterRegistrationBean<BodyDeadline> bodyDeadline(
      @Value("${waybill.http.body-timeout}") Duration limit) {
    return EdgeFilter.BODY_DEADLINE.register(new BodyDeadline(limit));
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBody() {
    return tomcat -> tomcat.addContextValves(new UnreadBody());
  }

  /** A client that waits with its body is told to send it only when the body is read. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
    return tomcat ->
        tomcat.addConnectorCustomizers(
            connector -> connector.setProperty("continueResponseTiming", "onRead"));
  }

  @Bean
  MdcHandover mdcHandover() {
    return new MdcHandover();
  }
}
