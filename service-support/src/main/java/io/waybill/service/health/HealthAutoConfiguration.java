package io.waybill.service.health;

import io.waybill.service.state.ServiceState;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;

/** What {@code /health} answers: dependencies that may be away, and background parts. */
@AutoConfiguration(before = HealthEndpointAutoConfiguration.class)
class HealthAutoConfiguration {

  @Bean
  HealthMeters healthMeters(ObjectProvider<Watch> watches) {
    return new HealthMeters(watches.stream().toList());
  }

  @Bean
  PartsWatch partsWatch(
      @Value("${waybill.health.parts}") List<String> parts,
      HealthContributorRegistry components,
      CamelContext camel,
      ServiceState state) {
    parts.forEach(part -> components.registerContributor(part, new PartHealth(camel, part)));
    return new PartsWatch(parts, camel, state);
  }

  /** Only of /health itself: the group readiness has an order of its own. */
  @Bean
  StatusAggregator statusOfRequiredComponents(
      ObjectProvider<HealthContributorRegistry> registry,
      @Value("${waybill.kafka.required-for-readiness}") boolean kafka) {
    // Asked for late: some components need what is made after this.
    Iterable<HealthContributors.Entry> components = () -> registry.getObject().iterator();
    return new OptionalComponents(kafka ? Set.of() : Set.of("kafka"), components);
  }
}
