package io.waybill.service.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.service.edge.OddRequests.Service;
import io.waybill.service.http.EdgeFilter;
import io.waybill.service.security.Issuer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/** A service answers alike with tokens and without. */
@ExtendWith(OutputCaptureExtension.class)
class ModesTest {
  private static final List<String> PATHS =
      List.of(
          "/api/v1/resources",
          "/health",
          "/health/liveness",
          "/metrics",
          "/ops/outbox",
          "/docs/index.html",
          "/none");

  private static Issuer issuer;
  private static ConfigurableApplicationContext development;
  private static ConfigurableApplicationContext production;

  @BeforeAll
  static void start() {
    issuer = new Issuer();
    development = EdgeApp.start();
    production =
        EdgeApp.start(
            "--waybill.security.enabled=true",
            "--waybill.security.issuer-uri=" + issuer.uri(),
            "--waybill.security.metrics=ops",
            "--waybill.security.docs=closed",
            "--waybill.rate-limit.enabled=true",
            "--waybill.rate-limit.requests=100000");
  }

  @AfterAll
  static void stop() {
    production.close();
    development.close();
    issuer.close();
  }

  @Test
  void eachFilterIsRegisteredAtAPlaceOfItsOwn() {
    List<Integer> places =
        production.getBeansOfType(FilterRegistrationBean.class).values().stream()
            .map(filter -> filter.getOrder() - Ordered.HIGHEST_PRECEDENCE)
            .toList();
    assertThat(places)
        .hasSizeGreaterThan(7)
        .doesNotHaveDuplicates()
        .allMatch(place -> place >= 0 && place < EdgeFilter.values().length);
  }

  @Test
  void withAToken(CapturedOutput log) {
    String token = issuer.token("resources:read resources:write ops");

    OddRequests.assertAlike(
        new Service(EdgeApp.port(development), null),
        new Service(EdgeApp.port(production), () -> token),
        PATHS);

    assertThat(log.toString()).doesNotContain("\tat ", "Exception", OddRequests.SECRET, "Dvo");
  }

  @Test
  void withoutAToken(CapturedOutput log) {
    OddRequests.assertAlike(
        new Service(EdgeApp.port(development), null),
        new Service(EdgeApp.port(production), null),
        PATHS);

    assertThat(log.toString()).doesNotContain("\tat ", "Exception", OddRequests.SECRET, "Dvo");
  }
}
