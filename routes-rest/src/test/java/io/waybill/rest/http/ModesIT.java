package io.waybill.rest.http;

import io.waybill.rest.RestApplication;
import io.waybill.rest.ServiceIT;
import io.waybill.service.WaybillService;
import io.waybill.service.edge.OddRequests;
import io.waybill.service.edge.OddRequests.Service;
import io.waybill.service.security.Issuer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The service answers alike with tokens and without. */
class ModesIT extends ServiceIT {
  @Test
  void answersAlike() {
    try (Issuer issuer = new Issuer();
        ConfigurableApplicationContext secured =
            WaybillService.start(
                RestApplication.class,
                arguments(
                    "--server.forward-headers-strategy=native",
                    "--waybill.security.enabled=true",
                    "--waybill.security.issuer-uri=" + issuer.uri(),
                    "--waybill.security.metrics=ops",
                    "--waybill.security.docs=closed",
                    "--waybill.connection-drain=0s"))) {
      int there = secured.getEnvironment().getRequiredProperty("local.server.port", int.class);
      String token = issuer.token("resources:read resources:write ops");
      waitUntilItAnswers(there, token);

      OddRequests.assertAlike(
          new Service(port, () -> OPERATOR_TOKEN),
          new Service(there, () -> token),
          List.of(
              RESOURCES,
              RESOURCES + "/" + UUID.randomUUID(),
              "/health",
              "/ops/outbox",
              "/docs",
              "/docs/swagger-initializer.js"));
    }
  }
}
