package io.waybill.service.limits;

import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The limits: {@code waybill.http.max-in-flight…} and {@code waybill.rate-limit.enabled}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LimitsAutoConfiguration {

  @Bean
  Admission admission(
      @Value("${waybill.http.max-in-flight}") int most,
      @Value("${waybill.http.min-in-flight}") int fewest) {
    return new Admission(most, fewest);
  }

  @Bean
  RequestThreads requestThreads(Admission admission, Environment settings) {
    return new RequestThreads(admission, Threading.VIRTUAL.isActive(settings));
  }

  /** In front of security, which costs time. */
  @Bean
  FilterRegistrationBean<OverloadFilter> overloadFilter() {
    return registration(new OverloadFilter(), 2);
  }

  @Bean
  MeterBinder requestsInFlight(Admission admission) {
    return meters -> admission.measure("http.requests.in.flight", "HTTP requests", meters);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty("waybill.rate-limit.enabled")
  @EnableConfigurationProperties(RateLimitSettings.class)
  static class PerCaller {
    @Bean
    CallerLimits callerLimits(RateLimitSettings settings) {
      return new CallerLimits(settings);
    }

    @Bean
    HttpRateLimit httpRateLimit(CallerLimits limits) {
      return new HttpRateLimit(limits);
    }

    /** Behind security, which tells who calls. */
    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimitFilter(HttpRateLimit limit) {
      return registration(new RateLimitFilter(limit), 4);
    }
  }

  private static <T extends Filter> FilterRegistrationBean<T> registration(T filter, int place) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
    registration.setDispatcherTypes(DispatcherType.REQUEST);
    registration.setAsyncSupported(true);
    return registration;
  }
}
