package io.waybill.service.settings;

import static io.waybill.service.settings.Form.oneOf;
import static io.waybill.service.settings.Form.url;
import static io.waybill.service.settings.TlsSettings.CERTIFICATE;
import static io.waybill.service.settings.TlsSettings.CLIENT_AUTH;
import static io.waybill.service.settings.TlsSettings.CLIENT_CA;
import static io.waybill.service.settings.TlsSettings.PRIVATE_KEY;

import io.waybill.service.kafka.KafkaSecurity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks what Spring's own binding would find too late or would explain badly. */
final class SettingsCheck {
  static final String KAFKA_PROTOCOL = KafkaSecurity.PREFIX + "protocol";
  static final String ISSUER = "waybill.security.issuer-uri";
  static final String KEYS = "waybill.security.jwk-set-uri";

  private static final String ORIGINS = "waybill.cors.allowed-origins";
  private static final String CREDENTIALS = "waybill.cors.allow-credentials";
  private static final int SHORTEST_TOKEN = 16;

  private final Environment settings;

  SettingsCheck(Environment settings) {
    this.settings = settings;
  }

  /** Throws an {@link InvalidSetting} for the first setting that is missing or wrong. */
  void run() {
    list("waybill.required-settings").forEach(this::required);
    check("server.port", Form.PORT_OR_ANY);
    list("waybill.port-settings").forEach(name -> check(name, Form.PORT));
    DatabaseSettings.prefix(settings).ifPresent(this::database);
    check("waybill.kafka.brokers", "KAFKA_BROKERS", Form.BROKERS);
    check("waybill.shutdown-timeout", Form.DURATION);
    check("waybill.http.body-timeout", Form.DURATION);
    check("waybill.http.max-in-flight", Form.AT_LEAST_ONE);
    check("waybill.http.min-in-flight", Form.AT_LEAST_ONE);
    check("waybill.rate-limit.requests", Form.AT_LEAST_ONE);
    check("waybill.rate-limit.period", Form.DURATION);
    check("waybill.rate-limit.period", Form.AT_LEAST_A_SECOND);
    checkGiven(
        "OTEL_EXPORTER_OTLP_ENDPOINT", url("a URL such as http://localhost:4317", "http", "https"));
    checkGiven(
        "waybill.rest.public-url",
        url("a URL such as https://api.example.com/orders", "http", "https"));
    token("waybill.operator.token", "OPERATOR_TOKEN");
    origins();
    if (settings.getProperty("waybill.security.enabled", Boolean.class, false)) {
      callers();
    }
    tls();
    kafka();
  }

  private void database(String prefix) {
    notEmpty(prefix + "_HOST");
    check(prefix + "_PORT", Form.PORT);
    notEmpty(prefix + "_NAME");
    notEmpty(prefix + "_USER");
    check(
        prefix + "_SSLMODE",
        oneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));
    check(prefix + "_PREPARE_THRESHOLD", Form.EXECUTIONS);
  }

  private void origins() {
    List<String> origins =
        Binder.get(settings).bind(ORIGINS, Bindable.listOf(String.class)).orElse(List.of());
    origins.forEach(origin -> fits(ORIGINS, origin, Form.ORIGINS));
    if (origins.contains("*") && settings.getProperty(CREDENTIALS, Boolean.class, false)) {
      throw new InvalidSetting(
          ORIGINS,
          ("is \"*\", but %1$s is true: any page could call as its visitor."
                  + " Name the origins, or set %1$s=false")
              .formatted(CREDENTIALS));
    }
  }

  private void callers() {
    if (text(ISSUER).isBlank() && text(KEYS).isBlank()) {
      throw new InvalidSetting(
          ISSUER,
          "is missing: with waybill.security.enabled, it or %s must be set"
              .formatted(SettingName.describe(KEYS)));
    }
    checkGiven(ISSUER, url("a URL such as https://login.example.com/realm", "http", "https"));
    checkGiven(KEYS, url("an http, https or file URL", "http", "https", "file"));
  }

  private void tls() {
    together(CERTIFICATE, PRIVATE_KEY);
    together(PRIVATE_KEY, CERTIFICATE);
    together(CLIENT_CA, CERTIFICATE);
    List.of(CERTIFICATE, PRIVATE_KEY, CLIENT_CA).forEach(this::readable);
    checkGiven(CLIENT_AUTH, oneOf("required", "optional"));
  }

  private void kafka() {
    checkGiven(KAFKA_PROTOCOL, oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"));
    checkGiven(
        KafkaSecurity.PREFIX + "sasl-mechanism", oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"));
    if (text(KAFKA_PROTOCOL).startsWith("SASL_")) {
      together(KAFKA_PROTOCOL, KafkaSecurity.PREFIX + "username");
      together(KAFKA_PROTOCOL, KafkaSecurity.PREFIX + "password");
    }
    readable(KafkaSecurity.PREFIX + "truststore");
    readable(KafkaSecurity.PREFIX + "keystore");
  }

  private void required(String name) {
    if (text(name).isBlank()) {
      throw new InvalidSetting(name, "is missing: it has no default and must be set");
    }
  }

  private void notEmpty(String name) {
    String value = value(name);
    if (value != null && value.isBlank()) {
      throw new InvalidSetting(name, "is empty: set it, or leave it out for its default");
    }
  }

  private void check(String name, Form form) {
    check(name, name, form);
  }

  private void check(String name, String shownName, Form form) {
    String value = value(name);
    if (value != null) {
      fits(shownName, value, form);
    }
  }

  private static void fits(String shownName, String value, Form form) {
    if (!form.accepts(value)) {
      throw InvalidSetting.wrong(shownName, value, form.shouldBe());
    }
  }

  private void checkGiven(String name, Form form) {
    if (!text(name).isBlank()) {
      check(name, form);
    }
  }

  private void token(String name, String shownName) {
    String value = text(name);
    if (!value.isBlank() && value.length() < SHORTEST_TOKEN) {
      throw new InvalidSetting(
          shownName,
          "is too short: it has %d characters and needs at least %d"
              .formatted(value.length(), SHORTEST_TOKEN));
    }
  }

  private void together(String name, String other) {
    if (!text(name).isBlank() && text(other).isBlank()) {
      throw new InvalidSetting(other, "is missing: it must be set together with " + name);
    }
  }

  private void readable(String name) {
    String file = text(name);
    if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
      throw new InvalidSetting(
          name, "is \"" + file + "\", a file that is not there or not readable");
    }
  }

  private List<String> list(String name) {
    return List.of(settings.getProperty(name, String[].class, new String[0]));
  }

  private String value(String name) {
    return SettingName.value(settings, name);
  }

  private String text(String name) {
    String value = value(name);
    return value == null ? "" : value;
  }
}
