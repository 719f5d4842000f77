package io.waybill.service.health;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The status of {@code /health}, which may show a component DOWN without being DOWN itself. Spring
 * Boot passes a set of statuses, without whose they are, so this asks the other components again;
 * that costs nothing, as they answer from memory.
 */
final class OptionalComponents implements StatusAggregator {
  private final Set<String> optional;
  private final Iterable<HealthContributors.Entry> components;

  OptionalComponents(Set<String> optional, Iterable<HealthContributors.Entry> components) {
    this.optional = optional;
    this.components = components;
  }

  @Override
  public Status getAggregateStatus(Set<Status> all) {
    Set<Status> required =
        StreamSupport.stream(components.spliterator(), false)
            .filter(component -> !optional.contains(component.name()))
            .flatMap(component -> statuses(component.contributor()))
            .collect(Collectors.toSet());
    return StatusAggregator.getDefault().getAggregateStatus(required);
  }

  private static Stream<Status> statuses(HealthContributor contributor) {
    if (contributor instanceof HealthIndicator indicator) {
      return Stream.of(indicator.health(false).getStatus());
    }
    return ((HealthContributors) contributor)
        .stream().flatMap(child -> statuses(child.contributor()));
  }
}
