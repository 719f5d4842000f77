package io.waybill.service.health;

import io.waybill.service.lifecycle.ServiceState;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** What {@code /health} answers: dependencies that may be away, and background parts. */
@AutoConfiguration
@Import(PartIndicators.class)
class HealthAutoConfiguration {

  @Bean
  HealthMeters healthMeters(ObjectProvider<Watch> watches) {
    return new HealthMeters(watches.stream().toList());
  }

  @Bean
  PartsWatch partsWatch(Environment settings, CamelContext camel, ServiceState state) {
    return new PartsWatch(PartIndicators.names(settings), camel, state);
  }

  @Bean
  static OptionalComponents optionalComponents(
      ObjectProvider<HealthContributorRegistry> registry, Environment settings) {
    boolean kafka =
        settings.getProperty("waybill.kafka.required-for-readiness", Boolean.class, false);
    // Asked for late: the registry is made after the groups that this processes.
    Iterable<HealthContributors.Entry> components = () -> registry.getObject().iterator();
    return new OptionalComponents(kafka ? Set.of() : Set.of("kafka"), components);
  }
}
