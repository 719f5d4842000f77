package io.waybill.service.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ProductionCheckTest {
  private final MockEnvironment settings =
      new MockEnvironment()
          .withProperty("spring.application.name", "routes-rest")
          .withProperty("waybill.security.enabled", "true")
          .withProperty("waybill.security.issuer-uri", "https://login.example.com")
          .withProperty("waybill.security.audience", "waybill")
          .withProperty("waybill.kafka.security.protocol", "SASL_SSL")
          .withProperty("waybill.tls.certificate", "/tls/tls.crt");

  @Test
  void accepts_what_is_secure() {
    settings.setProperty("REST_DB_SSLMODE", "require");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "waybill.security.enabled | false | Setting waybill.security.enabled (environment variable"
            + " WAYBILL_SECURITY_ENABLED) is \"false\", but the profile production needs \"true\"",
        "REST_DB_SSLMODE | prefer | Setting rest.db.sslmode (environment variable REST_DB_SSLMODE)"
            + " is \"prefer\", but the profile production needs require, verify-ca or verify-full,"
            + " or waybill.security.insecure-transport=true where the network encrypts",
        "REST_DB_SSLMODE | disable | REST_DB_SSLMODE",
        "REST_DB_SSLMODE | allow | REST_DB_SSLMODE",
        "waybill.kafka.security.protocol | SASL_PLAINTEXT | WAYBILL_KAFKA_SECURITY_PROTOCOL",
        "waybill.kafka.security.protocol | PLAINTEXT | WAYBILL_KAFKA_SECURITY_PROTOCOL",
        "waybill.tls.certificate | '' | (environment variable WAYBILL_TLS_CERTIFICATE) is missing",
        "waybill.security.audience | '' | Setting waybill.security.audience (environment variable"
            + " WAYBILL_SECURITY_AUDIENCE) is missing, but the profile production needs",
        "waybill.security.issuer-uri | http://a | WAYBILL_SECURITY_ISSUER_URI) begins with http:",
        "waybill.security.jwk-set-uri | http://a | WAYBILL_SECURITY_JWK_SET_URI) begins with http:"
      })
  void names_what_is_not(String name, String value, String message) {
    settings.setProperty(name, value);

    assertThatThrownBy(this::check).hasMessageContaining(message);
  }

  @Test
  void lets_plain_connections_pass_where_the_network_encrypts() {
    settings.setProperty("waybill.security.insecure-transport", "true");
    settings.setProperty("REST_DB_SSLMODE", "disable");
    settings.setProperty("waybill.kafka.security.protocol", "PLAINTEXT");
    settings.setProperty("waybill.tls.certificate", "");
    settings.setProperty("waybill.security.issuer-uri", "http://issuer");

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void asks_a_migration_for_the_database_only() {
    settings.setProperty("waybill.security.enabled", "false");
    settings.setProperty("waybill.tls.certificate", "");
    assertThatCode(() -> new ProductionCheck(settings).run(false)).doesNotThrowAnyException();

    settings.setProperty("REST_DB_SSLMODE", "disable");
    assertThatThrownBy(() -> new ProductionCheck(settings).run(false))
        .hasMessageContaining("REST_DB_SSLMODE");
  }

  private void check() {
    new ProductionCheck(settings).run(true);
  }
}
