package io.waybill.service.security;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call. One of {@code issuerUri} and {@code jwkSetUri} is needed.
 *
 * @param enabled whether callers must show a token
 * @param issuerUri the issuer, whose metadata name its keys; tokens must be its own
 * @param jwkSetUri where the keys are (http, https, file), if not where the metadata say
 * @param audience tokens must be meant for one of these; empty: for anybody
 * @param clockSkew how far the clocks of issuer and service may differ
 * @param metrics who may read {@code /metrics}
 * @param docs who may read {@code /openapi.json}, {@code /asyncapi.json} and {@code /docs}
 */
@ConfigurationProperties("waybill.security")
record SecuritySettings(
    boolean enabled,
    String issuerUri,
    String jwkSetUri,
    @DefaultValue List<String> audience,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("open") Metrics metrics,
    @DefaultValue("open") Docs docs) {

  /** Who may read the metrics: everybody, or callers with the scope ops. */
  enum Metrics {
    OPEN,
    OPS
  }

  /** Who may read the description of the API: everybody, or callers with any accepted token. */
  enum Docs {
    OPEN,
    CLOSED
  }

  boolean hasIssuer() {
    return issuerUri != null && !issuerUri.isBlank();
  }

  boolean hasKeySet() {
    return jwkSetUri != null && !jwkSetUri.isBlank();
  }
}
