package io.waybill.rest.http;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.waybill.service.http.CacheControlFilter;
import io.waybill.service.http.EdgeFilter;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.actuate.endpoint.web.AbstractWebMvcEndpointHandlerMapping;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Registers the parts of the edge. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(
      @Value("${server.port}") int port,
      @Value("${waybill.rest.max-body-size}") DataSize bodyLimit,
      BodyMemory bodyMemory) {
    return new RequestThreadEngine(port, Math.toIntExact(bodyLimit.toBytes()), bodyMemory);
  }

  @Bean
  BodyMemory bodyMemory(@Value("${waybill.rest.max-body-size}") DataSize bodyLimit) {
    return BodyMemory.ofHeap(Math.toIntExact(bodyLimit.toBytes()));
  }

  /** Resources change, and may be private: a cache asks again each time, and shares nothing. */
  @Bean
  FilterRegistrationBean<CacheControlFilter> resourceCacheControl() {
    FilterRegistrationBean<CacheControlFilter> filter =
        EdgeFilter.CACHE_CONTROL.register(new CacheControlFilter("no-cache, private"));
    filter.addUrlPatterns("/api/*");
    return filter;
  }

  @Bean
  RouteHandlerAdapter routeHandlerAdapter() {
    return new RouteHandlerAdapter();
  }

  /** Spring would look for each call among the operators' endpoints first. */
  @Bean
  static BeanPostProcessor routesBeforeEndpoints() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof AbstractWebMvcEndpointHandlerMapping endpoints) {
          endpoints.setOrder(0);
        }
        return bean;
      }
    };
  }

  @Bean
  FilterRegistrationBean<HttpMetricsFilter> httpMetricsFilter(MeterRegistry registry) {
    return EdgeFilter.METRICS.register(new HttpMetricsFilter(registry));
  }

  /** The name is that of the Go service, kept for the dashboards that ask for it. */
  @Bean
  MeterBinder openConnections(HikariDataSource dataSource) {
    return registry ->
        Gauge.builder("go.sql.open.connections", dataSource, HttpConfiguration::totalConnections)
            .description("Open connections to the database, in use and idle")
            .register(registry);
  }

  private static double totalConnections(HikariDataSource dataSource) {
    var pool = dataSource.getHikariPoolMXBean();
    return pool == null ? 0 : pool.getTotalConnections();
  }
}
