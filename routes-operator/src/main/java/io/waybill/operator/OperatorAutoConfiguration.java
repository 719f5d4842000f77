package io.waybill.operator;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.http.CacheControlFilter;
import io.waybill.service.http.EdgeFilter;
import io.waybill.service.http.EdgeHeaders;
import jakarta.servlet.Filter;
import java.util.Set;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The operator's calls of a service: {@code waybill.operator.enabled} and what it has. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty("waybill.operator.enabled")
class OperatorAutoConfiguration {
  /** Where callers show access tokens, the scope {@code ops} decides instead. */
  @Bean
  @ConditionalOnBooleanProperty(
      name = "waybill.security.enabled",
      havingValue = false,
      matchIfMissing = true)
  FilterRegistrationBean<OperatorAuthFilter> operatorAuth(
      @Value("${waybill.operator.token}") String token) {
    return onCalls(EdgeFilter.OPERATOR, new OperatorAuthFilter(token));
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.security.enabled")
  FilterRegistrationBean<NamedOperator> namedOperator() {
    return onCalls(EdgeFilter.OPERATOR, new NamedOperator());
  }

  @Bean
  FilterRegistrationBean<NoForms> noForms() {
    return onCalls(EdgeFilter.OPERATOR_BODY, new NoForms());
  }

  @Bean
  FilterRegistrationBean<CacheControlFilter> operatorCacheControl() {
    return onCalls(EdgeFilter.REQUEST_ID, new CacheControlFilter("no-store"));
  }

  private static <T extends Filter> FilterRegistrationBean<T> onCalls(EdgeFilter place, T filter) {
    FilterRegistrationBean<T> registration = place.register(filter);
    registration.addUrlPatterns("/ops/*");
    return registration;
  }

  @Bean
  HeaderFilterStrategy operatorHeaders() {
    return new EdgeHeaders(Set.of("x-operator"), Set.of("content-type", "retry-after"));
  }

  @Bean
  HeaderFilterStrategy deadLetterHeaders() {
    return new EdgeHeaders(Set.of(), Set.of());
  }

  @Bean
  OperatorMeters operatorMeters(MeterRegistry registry) {
    return new OperatorMeters(registry);
  }

  @Bean
  AuditRoutes auditRoutes() {
    return new AuditRoutes();
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.operator.outbox")
  OutboxOperatorRoutes outboxOperatorRoutes() {
    return new OutboxOperatorRoutes();
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.operator.tasks")
  TaskOperatorRoutes taskOperatorRoutes() {
    return new TaskOperatorRoutes();
  }

  @Bean
  @ConditionalOnProperty("waybill.dead-letters.topic")
  DeadLetterRoutes deadLetterRoutes() {
    return new DeadLetterRoutes();
  }
}
