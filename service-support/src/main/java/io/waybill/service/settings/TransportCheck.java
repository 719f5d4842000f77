package io.waybill.service.settings;

import io.waybill.service.kafka.KafkaSecurity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.env.Environment;

/** Checks who may call, and how connections are encrypted. */
final class TransportCheck {
  static final String KAFKA_PROTOCOL = KafkaSecurity.PREFIX + "protocol";
  static final String ISSUER = "waybill.security.issuer-uri";
  static final String KEYS = "waybill.security.jwk-set-uri";

  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
  private static final List<String> MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

  private final Environment settings;

  TransportCheck(Environment settings) {
    this.settings = settings;
  }

  /** Throws an {@link InvalidSetting} for the first setting that is missing or wrong. */
  void run() {
    if (settings.getProperty("waybill.security.enabled", Boolean.class, false)) {
      callers();
    }
    tls();
    kafka();
  }

  private void callers() {
    if (value(ISSUER).isBlank() && value(KEYS).isBlank()) {
      throw new InvalidSetting(
          ISSUER,
          "is missing: with waybill.security.enabled, it or "
              + SettingName.describe(KEYS)
              + " must be set");
    }
    url(ISSUER, "a URL such as https://login.example.com/realm", List.of("http", "https"));
    url(KEYS, "an http, https or file URL", List.of("http", "https", "file"));
  }

  private void url(String name, String shouldBe, List<String> schemes) {
    String value = value(name);
    try {
      if (value.isBlank() || schemes.contains(String.valueOf(URI.create(value).getScheme()))) {
        return;
      }
    } catch (IllegalArgumentException notAUri) {
      // Told below.
    }
    throw InvalidSetting.wrong(name, value, shouldBe);
  }

  private void tls() {
    together(TlsSettings.CERTIFICATE, TlsSettings.PRIVATE_KEY);
    together(TlsSettings.PRIVATE_KEY, TlsSettings.CERTIFICATE);
    together(TlsSettings.CLIENT_CA, TlsSettings.CERTIFICATE);
    readable(TlsSettings.CERTIFICATE);
    readable(TlsSettings.PRIVATE_KEY);
    readable(TlsSettings.CLIENT_CA);
    oneOf(TlsSettings.CLIENT_AUTH, List.of("required", "optional"));
  }

  private void kafka() {
    oneOf(KAFKA_PROTOCOL, PROTOCOLS);
    oneOf(KafkaSecurity.PREFIX + "sasl-mechanism", MECHANISMS);
    if (value(KAFKA_PROTOCOL).startsWith("SASL_")) {
      together(KAFKA_PROTOCOL, KafkaSecurity.PREFIX + "username");
      together(KAFKA_PROTOCOL, KafkaSecurity.PREFIX + "password");
    }
    readable(KafkaSecurity.PREFIX + "truststore");
    readable(KafkaSecurity.PREFIX + "keystore");
  }

  private void together(String name, String other) {
    if (!value(name).isBlank() && value(other).isBlank()) {
      throw new InvalidSetting(other, "is missing: it must be set together with " + name);
    }
  }

  private void readable(String name) {
    String file = value(name);
    if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
      throw new InvalidSetting(
          name, "is \"" + file + "\", a file that is not there or not readable");
    }
  }

  private void oneOf(String name, List<String> values) {
    String value = value(name);
    if (!value.isBlank() && !values.contains(value)) {
      throw InvalidSetting.wrong(name, value, "one of " + String.join(", ", values));
    }
  }

  private String value(String name) {
    return settings.getProperty(name, "");
  }
}
