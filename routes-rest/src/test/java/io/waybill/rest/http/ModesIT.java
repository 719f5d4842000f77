package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ContractCheck;
import io.waybill.rest.RestApplication;
import io.waybill.rest.ServiceIT;
import io.waybill.service.WaybillService;
import io.waybill.service.edge.OddRequests;
import io.waybill.service.edge.OddRequests.Service;
import io.waybill.service.security.Issuer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The service answers alike with tokens and without. */
class ModesIT extends ServiceIT {
  @Tag("long")
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
      assertWantsTheScopesOfTheDocument(there, issuer.token("none"));
    }
  }

  /** A call without the scope is told the one that the document names. */
  private static void assertWantsTheScopesOfTheDocument(int there, String tokenWithoutScopes) {
    Map<String, String> described = new TreeMap<>();
    Map<String, String> wanted = new TreeMap<>();
    ContractCheck.calls()
        .forEach(
            (call, says) -> {
              JsonNode scope = says.at("/security/0/bearer/0");
              if (!scope.isMissingNode()) {
                described.put(call, "insufficient_scope\", scope=\"" + scope.asText() + "\"");
                wanted.put(call, challenge(there, call, tokenWithoutScopes));
              }
            });
    assertThat(wanted).hasSize(6).isEqualTo(described);
  }

  private static String challenge(int there, String call, String token) {
    String method = call.substring(0, call.indexOf(' '));
    String path = call.substring(method.length() + 1).replace("{id}", "x");
    URI uri = URI.create("http://127.0.0.1:" + there + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token)
            .build();
    return header(send(request), "WWW-Authenticate").replaceFirst("Bearer error=\"", "");
  }
}
