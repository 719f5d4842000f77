package io.waybill.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.actuate.endpoint.SystemHealthDescriptor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.DefaultHealthContributorRegistry;

class OptionalComponentsTest {
  private final Map<String, HealthContributor> components = new LinkedHashMap<>();

  @Test
  void stays_up_while_only_an_optional_component_is_down() {
    component("db", Health.up());
    component("kafka", Health.down());

    WebEndpointResponse<HealthDescriptor> answer = health(Set.of("kafka"));

    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getBody().getStatus()).isEqualTo(Status.UP);
    assertThat(((SystemHealthDescriptor) answer.getBody()).getComponents().get("kafka").getStatus())
        .isEqualTo(Status.DOWN);
  }

  @Test
  void goes_down_with_another_component() {
    component("db", Health.down());
    component("kafka", Health.down());

    assertThat(health(Set.of("kafka")).getStatus()).isEqualTo(503);
  }

  @Test
  void goes_down_with_a_component_that_is_not_optional() {
    component("db", Health.up());
    component("kafka", Health.down());

    assertThat(health(Set.of()).getStatus()).isEqualTo(503);
  }

  private void component(String name, Health.Builder health) {
    components.put(name, (HealthIndicator) health::build);
  }

  private WebEndpointResponse<HealthDescriptor> health(Set<String> optional) {
    var registry = new DefaultHealthContributorRegistry();
    components.forEach(registry::registerContributor);
    HealthEndpointGroups groups =
        HealthEndpointGroups.of(
            new Everything(new OptionalComponents(optional, registry)), Map.of());
    return new HealthEndpointWebExtension(registry, null, groups, null)
        .health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE);
  }

  private record Everything(StatusAggregator aggregator) implements HealthEndpointGroup {
    @Override
    public boolean isMember(String name) {
      return true;
    }

    @Override
    public boolean showComponents(SecurityContext context) {
      return true;
    }

    @Override
    public boolean showDetails(SecurityContext context) {
      return true;
    }

    @Override
    public StatusAggregator getStatusAggregator() {
      return aggregator;
    }

    @Override
    public HttpCodeStatusMapper getHttpCodeStatusMapper() {
      return HttpCodeStatusMapper.getDefault();
    }

    @Override
    public AdditionalHealthEndpointPath getAdditionalPath() {
      return null;
    }
  }
}
