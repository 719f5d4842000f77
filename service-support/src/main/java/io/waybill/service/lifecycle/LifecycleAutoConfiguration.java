package io.waybill.service.lifecycle;

import io.waybill.service.database.DatabaseAutoConfiguration;
import io.waybill.service.database.SchemaGate;
import io.waybill.service.state.ServiceState;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The background start and its state. */
@AutoConfiguration(after = {CamelAutoConfiguration.class, DatabaseAutoConfiguration.class})
class LifecycleAutoConfiguration {

  @Bean
  ServiceState serviceState() {
    return new ServiceState();
  }

  @Bean
  @ConditionalOnMissingBean
  FatalExit fatalExit() {
    return new FatalExit(System::exit);
  }

  @Bean
  BackgroundStart backgroundStart(
      SchemaGate schema, CamelContext camel, ServiceState state, FatalExit exit) {
    return new BackgroundStart(schema, camel, state, exit);
  }

  @Bean
  HealthIndicator routesHealthIndicator(CamelContext camel, ServiceState state) {
    return new RoutesHealth(camel, state)::started;
  }

  @Bean
  HealthIndicator stoppedRoutesHealthIndicator(CamelContext camel, ServiceState state) {
    return new RoutesHealth(camel, state)::noneStopped;
  }
}
