package io.waybill.service.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class SettingsCheckTest {
  private final MockEnvironment settings =
      new MockEnvironment().withProperty("spring.application.name", "routes-rest");

  @Test
  void accepts_what_is_right() {
    set("waybill.required-settings", "REST_DB_PASSWORD");
    set("REST_DB_PASSWORD", "secret");
    set("server.port", "0");
    set("REST_DB_PORT", "65535");
    set("REST_DB_SSLMODE", "verify-full");
    set("waybill.kafka.brokers", "a:9092, b.example.com:1,[::1]:9092");
    set("waybill.shutdown-timeout", "PT1M");
    set("waybill.operator.token", "0123456789abcdef");
    set("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317");
    set("waybill.cors.allowed-origins", "https://app.example.com,http://[::1]:3000, http://a_b");
    set("waybill.cors.allow-credentials", "true");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void finds_a_required_setting_by_its_property_name_too() {
    set("waybill.required-settings", "REST_DB_PASSWORD");
    set("rest.db.password", "secret");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void refuses_credentials_of_any_page() {
    set("waybill.cors.allowed-origins", "*");
    assertThatCode(this::check).doesNotThrowAnyException();

    set("waybill.cors.allow-credentials", "true");
    assertThatThrownBy(this::check)
        .hasMessageContaining("WAYBILL_CORS_ALLOWED_ORIGINS) is \"*\", but")
        .hasMessageContaining("waybill.cors.allow-credentials is true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void names_a_required_setting_that_is_blank(String value) {
    set("waybill.required-settings", "REST_DB_PASSWORD");
    set("REST_DB_PASSWORD", value);

    assertThatThrownBy(this::check)
        .hasMessage(
            "Setting rest.db.password (environment variable REST_DB_PASSWORD) is missing: "
                + "it has no default and must be set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server.port | http | server.port (environment variable SERVER_PORT) is \"http\" but should"
            + " be a port number from 1 to 65535",
        "REST_DB_PORT | 0 | (environment variable REST_DB_PORT) is \"0\" but should be a port",
        "REST_DB_PORT | 65536 | (environment variable REST_DB_PORT) is \"65536\" but should be a",
        "REST_DB_PORT | -1 | (environment variable REST_DB_PORT) is \"-1\" but should be a port",
        "waybill.cors.allowed-origins | https://a.example/ | waybill.cors.allowed-origins (environment"
            + " variable WAYBILL_CORS_ALLOWED_ORIGINS) is \"https://a.example/\" but should be * or",
        "waybill.cors.allowed-origins | a.example | is \"a.example\" but should be * or origins",
        "waybill.cors.allowed-origins | null | is \"null\" but should be * or origins",
        "GRPC_PORT | x | (environment variable GRPC_PORT) is \"x\" but should be a port number",
        "REST_DB_PREPARE_THRESHOLD | off | (environment variable REST_DB_PREPARE_THRESHOLD) is \"off\" but"
            + " should be a number of executions, 0 for never",
        "REST_DB_SSLMODE | yes | (environment variable REST_DB_SSLMODE) is \"yes\" but should be"
            + " one of disable, allow, prefer, require, verify-ca, verify-full",
        "REST_DB_HOST | '' | (environment variable REST_DB_HOST) is empty",
        "waybill.kafka.brokers | localhost | (environment variable KAFKA_BROKERS) is \"localhost\""
            + " but should be a comma-separated list of host:port",
        "waybill.kafka.brokers | a:1,,b:2 | should be a comma-separated list of host:port",
        "waybill.kafka.brokers | a:99999 | should be a comma-separated list of host:port",
        "waybill.kafka.brokers | '' | should be a comma-separated list of host:port",
        "waybill.shutdown-timeout | soon | (environment variable WAYBILL_SHUTDOWN_TIMEOUT) is"
            + " \"soon\" but should be a duration such as 30s or 2m",
        "waybill.shutdown-timeout | -1s | should be a duration",
        "waybill.operator.token | too-short | (environment variable OPERATOR_TOKEN) is too short: it"
            + " has 9 characters and needs at least 16",
        "waybill.http.max-in-flight | 0 | (environment variable WAYBILL_HTTP_MAX_IN_FLIGHT) is \"0\""
            + " but should be at least 1",
        "waybill.rate-limit.requests | -1 | should be at least 1",
        "waybill.rate-limit.period | 100ms | should be at least 1s",
        "OTEL_EXPORTER_OTLP_ENDPOINT | localhost:4317 | should be a URL such as http://localhost"
      })
  void names_what_is_wrong(String name, String value, String message) {
    set("waybill.port-settings", "GRPC_PORT");
    set(name, value);

    assertThatThrownBy(this::check).hasMessageContaining(message);
  }

  @Test
  void shows_no_secret() {
    set("OTEL_EXPORTER_OTLP_ENDPOINT", "user:hush@collector");

    assertThatThrownBy(this::check).hasMessageNotContaining("hush");
  }

  private void set(String name, String value) {
    settings.setProperty(name, value);
  }

  private void check() {
    new SettingsCheck(settings).run();
  }
}
