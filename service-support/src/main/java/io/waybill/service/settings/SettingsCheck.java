package io.waybill.service.settings;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/** Checks what Spring's own binding would find too late or would explain badly. */
final class SettingsCheck {
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):(\\d{1,5})");

  private static final int SHORTEST_TOKEN = 16;

  private final Environment settings;

  SettingsCheck(Environment settings) {
    this.settings = settings;
  }

  /** Throws an {@link InvalidSetting} for the first setting that is missing or wrong. */
  void run() {
    list("waybill.required-settings").forEach(this::required);
    port("server.port", 0);
    list("waybill.port-settings").forEach(name -> port(name, 1));
    DatabaseSettings.prefix(settings)
        .ifPresent(
            prefix -> {
              notEmpty(prefix + "_HOST");
              port(prefix + "_PORT", 1);
              notEmpty(prefix + "_NAME");
              notEmpty(prefix + "_USER");
              sslMode(prefix + "_SSLMODE");
              executions(prefix + "_PREPARE_THRESHOLD");
            });
    brokers("waybill.kafka.brokers", "KAFKA_BROKERS");
    duration("waybill.shutdown-timeout");
    duration("waybill.http.body-timeout");
    atLeast("waybill.http.max-in-flight", 1);
    atLeast("waybill.http.min-in-flight", 1);
    atLeast("waybill.rate-limit.requests", 1);
    wholeSeconds("waybill.rate-limit.period");
    url("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317");
    url("waybill.rest.public-url", "https://api.example.com/orders");
    token("waybill.operator.token", "OPERATOR_TOKEN");
    new CorsCheck(settings).run();
    new TransportCheck(settings).run();
  }

  private void required(String name) {
    String value = value(name);
    if (value == null || value.isBlank()) {
      throw new InvalidSetting(name, "is missing: it has no default and must be set");
    }
  }

  private void notEmpty(String name) {
    String value = value(name);
    if (value != null && value.isBlank()) {
      throw new InvalidSetting(name, "is empty: set it, or leave it out for its default");
    }
  }

  private void port(String name, int lowest) {
    String value = value(name);
    if (value != null && !isPort(value, lowest)) {
      throw InvalidSetting.wrong(name, value, "a port number from 1 to 65535");
    }
  }

  private void sslMode(String name) {
    String value = value(name);
    if (value != null && !SSL_MODES.contains(value)) {
      throw InvalidSetting.wrong(name, value, "one of " + String.join(", ", SSL_MODES));
    }
  }

  private void executions(String name) {
    String value = value(name);
    if (value != null && !value.matches("\\d{1,9}")) {
      throw InvalidSetting.wrong(name, value, "a number of executions, 0 for never");
    }
  }

  private void brokers(String name, String shownName) {
    String value = value(name);
    if (value == null) {
      return;
    }
    for (String broker : value.split(",", -1)) {
      Matcher parts = HOST_AND_PORT.matcher(broker.strip());
      if (!parts.matches() || !isPort(parts.group(1), 1)) {
        throw InvalidSetting.wrong(shownName, value, "a comma-separated list of host:port");
      }
    }
  }

  private void duration(String name) {
    String value = value(name);
    if (value == null) {
      return;
    }
    try {
      if (!DurationStyle.detectAndParse(value).isNegative()) {
        return;
      }
    } catch (IllegalArgumentException notADuration) {
      // Told below.
    }
    throw InvalidSetting.wrong(name, value, "a duration such as 30s or 2m");
  }

  private void atLeast(String name, long lowest) {
    Long value = settings.getProperty(name, Long.class);
    if (value != null && value < lowest) {
      throw InvalidSetting.wrong(name, value.toString(), "at least " + lowest);
    }
  }

  private void wholeSeconds(String name) {
    duration(name);
    String value = value(name);
    if (value != null && DurationStyle.detectAndParse(value).toSeconds() < 1) {
      throw InvalidSetting.wrong(name, value, "at least 1s");
    }
  }

  private void url(String name, String example) {
    String value = value(name);
    if (value == null || value.isEmpty()) {
      return;
    }
    try {
      URI uri = URI.create(value);
      if (Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null) {
        return;
      }
    } catch (IllegalArgumentException notAUri) {
      // Told below.
    }
    throw InvalidSetting.wrong(name, value, "a URL such as " + example);
  }

  private void token(String name, String shownName) {
    String value = value(name);
    if (value != null && !value.isBlank() && value.length() < SHORTEST_TOKEN) {
      throw new InvalidSetting(
          shownName,
          "is too short: it has "
              + value.length()
              + " characters and needs at least "
              + SHORTEST_TOKEN);
    }
  }

  private static boolean isPort(String text, int lowest) {
    if (!text.matches("\\d{1,5}")) {
      return false;
    }
    int port = Integer.parseInt(text);
    return port >= lowest && port <= 65_535;
  }

  private List<String> list(String name) {
    return List.of(settings.getProperty(name, String[].class, new String[0]));
  }

  private String value(String name) {
    return SettingName.value(settings, name);
  }
}
