package io.waybill.service.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Lets {@code /health} show components that are DOWN without being DOWN itself. Spring Boot's
 * aggregator sees only a set of statuses, not whose they are, so this one asks the other components
 * again; that costs nothing, as they answer from memory.
 */
final class OptionalComponents implements HealthEndpointGroupsPostProcessor {
  private final Set<String> optional;
  private final Iterable<HealthContributors.Entry> components;

  OptionalComponents(Set<String> optional, Iterable<HealthContributors.Entry> components) {
    this.optional = optional;
    this.components = components;
  }

  @Override
  public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
    Map<String, HealthEndpointGroup> others = new LinkedHashMap<>();
    groups.getNames().forEach(name -> others.put(name, groups.get(name)));
    return HealthEndpointGroups.of(new Primary(groups.getPrimary()), others);
  }

  private Set<Status> required(HealthEndpointGroup group) {
    return StreamSupport.stream(components.spliterator(), false)
        .filter(component -> group.isMember(component.name()))
        .filter(component -> !optional.contains(component.name()))
        .flatMap(component -> statuses(component.contributor()))
        .collect(Collectors.toSet());
  }

  private static Stream<Status> statuses(HealthContributor contributor) {
    if (contributor instanceof HealthIndicator indicator) {
      return Stream.of(indicator.health(false).getStatus());
    }
    return ((HealthContributors) contributor)
        .stream().flatMap(child -> statuses(child.contributor()));
  }

  /** The group behind {@code /health} itself. */
  private final class Primary implements HealthEndpointGroup {
    private final HealthEndpointGroup group;

    Primary(HealthEndpointGroup group) {
      this.group = group;
    }

    @Override
    public StatusAggregator getStatusAggregator() {
      return all -> group.getStatusAggregator().getAggregateStatus(required(group));
    }

    @Override
    public boolean isMember(String name) {
      return group.isMember(name);
    }

    @Override
    public boolean showComponents(SecurityContext context) {
      return group.showComponents(context);
    }

    @Override
    public boolean showDetails(SecurityContext context) {
      return group.showDetails(context);
    }

    @Override
    public HttpCodeStatusMapper getHttpCodeStatusMapper() {
      return group.getHttpCodeStatusMapper();
    }

    @Override
    public AdditionalHealthEndpointPath getAdditionalPath() {
      return group.getAdditionalPath();
    }
  }
}
