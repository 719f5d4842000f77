package io.waybill.service.limits;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.waybill.service.http.EdgeFilter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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

  @Bean
  FilterRegistrationBean<OverloadFilter> overloadFilter() {
    return EdgeFilter.OVERLOAD.register(new OverloadFilter());
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

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimitFilter(HttpRateLimit limit) {
      return EdgeFilter.RATE_LIMIT.register(new RateLimitFilter(limit));
    }
  }
}
