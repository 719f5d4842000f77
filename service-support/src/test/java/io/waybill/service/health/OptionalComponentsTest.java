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
import org.springframework.boot.actuate.health.AdditionalHealthEndpointPath;
import org.springframework.boot.actuate.health.DefaultHealthContributorRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthEndpointGroup;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.boot.actuate.health.HealthEndpointWebExtension;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.HttpCodeStatusMapper;
import org.springframework.boot.actuate.health.SimpleHttpCodeStatusMapper;
import org.springframework.boot.actuate.health.SimpleStatusAggregator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.actuate.health.StatusAggregator;
import org.springframework.boot.actuate.health.SystemHealth;

class OptionalComponentsTest {
  private final Map<String, HealthContributor> components = new LinkedHashMap<>();

  @Test
  void stays_up_while_only_an_optional_component_is_down() {
    component("db", Health.up());
    component("kafka", Health.down());

    WebEndpointResponse<HealthComponent> answer = health(Set.of("kafka"));

    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getBody().getStatus()).isEqualTo(Status.UP);
    assertThat(((SystemHealth) answer.getBody()).getComponents().get("kafka").getStatus())
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

  private WebEndpointResponse<HealthComponent> health(Set<String> optional) {
    var registry = new DefaultHealthContributorRegistry(components);
    HealthEndpointGroups groups =
        new OptionalComponents(optional, registry)
            .postProcessHealthEndpointGroups(HealthEndpointGroups.of(new Everything(), Map.of()));
    return new HealthEndpointWebExtension(registry, groups, null)
        .health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE);
  }

  private static final class Everything implements HealthEndpointGroup {
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
      return new SimpleStatusAggregator();
    }

    @Override
    public HttpCodeStatusMapper getHttpCodeStatusMapper() {
      return new SimpleHttpCodeStatusMapper();
    }

    @Override
    public AdditionalHealthEndpointPath getAdditionalPath() {
      return null;
    }
  }
}
