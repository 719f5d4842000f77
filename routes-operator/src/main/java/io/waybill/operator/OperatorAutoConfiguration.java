package io.waybill.operator;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.http.CacheControlFilter;
import io.waybill.service.http.EdgeFilter;
import jakarta.servlet.Filter;
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
  /** Not with access tokens, where the scope {@code ops} decides. */
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
  FilterRegistrationBean<OperatorNameFilter> operatorName() {
    return onCalls(EdgeFilter.OPERATOR, new OperatorNameFilter());
  }

  @Bean
  FilterRegistrationBean<FormBodyFilter> formBody() {
    return onCalls(EdgeFilter.OPERATOR_BODY, new FormBodyFilter());
  }

  @Bean
  FilterRegistrationBean<CacheControlFilter> operatorCacheControl() {
    return onCalls(EdgeFilter.CACHE_CONTROL, new CacheControlFilter("no-store"));
  }

  private static <T extends Filter> FilterRegistrationBean<T> onCalls(EdgeFilter place, T filter) {
    FilterRegistrationBean<T> registration = place.register(filter);
    registration.addUrlPatterns("/ops/*");
    return registration;
  }

  @Bean
  OperatorMeters operatorMeters(MeterRegistry registry) {
    return new OperatorMeters(registry);
  }

  @Bean
  LargeAnswerLimit largeAnswerLimit() {
    return new LargeAnswerLimit();
  }

  @Bean
  AuditRoutes auditRoutes() {
    return new AuditRoutes();
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.operator.outbox")
  OutboxOperatorRoutes outboxOperatorRoutes(OperatorMeters meters, LargeAnswerLimit largeAnswers) {
    return new OutboxOperatorRoutes(meters, largeAnswers);
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.operator.outbox")
  RelayOperatorRoutes relayOperatorRoutes(OperatorMeters meters) {
    return new RelayOperatorRoutes(meters);
  }

  @Bean
  @ConditionalOnBooleanProperty("waybill.operator.tasks")
  TaskOperatorRoutes taskOperatorRoutes(OperatorMeters meters) {
    return new TaskOperatorRoutes(meters);
  }

  @Bean
  @ConditionalOnProperty("waybill.dead-letters.topic")
  DeadLetterRoutes deadLetterRoutes(OperatorMeters meters, LargeAnswerLimit largeAnswers) {
    return new DeadLetterRoutes(meters, largeAnswers);
  }

  @Bean
  @ConditionalOnProperty("waybill.dead-letters.topic")
  DeadLetterCopyRoutes deadLetterCopyRoutes(OperatorMeters meters) {
    return new DeadLetterCopyRoutes(meters);
  }
}
