package io.waybill.service.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class TransportSettingsTest {
  private final MockEnvironment settings = new MockEnvironment();

  @Test
  void accepts_defaults_and_a_file_of_keys() {
    assertThatCode(this::check).doesNotThrowAnyException();

    settings.setProperty("waybill.security.enabled", "true");
    settings.setProperty("waybill.security.jwk-set-uri", "file:/keys.json");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "waybill.security.enabled | true | (environment variable WAYBILL_SECURITY_ISSUER_URI) is"
            + " missing: with waybill.security.enabled, it or waybill.security.jwk-set-uri"
            + " (environment variable WAYBILL_SECURITY_JWK_SET_URI) must be set",
        "waybill.tls.certificate | /x | (environment variable WAYBILL_TLS_PRIVATE_KEY) is missing",
        "waybill.tls.private-key | /x | (environment variable WAYBILL_TLS_CERTIFICATE) is missing",
        "waybill.tls.client-ca | /x | (environment variable WAYBILL_TLS_CERTIFICATE) is missing",
        "waybill.tls.client-auth | x | should be one of required, optional",
        "waybill.kafka.security.protocol | TLS | should be one of PLAINTEXT, SSL",
        "waybill.kafka.security.protocol | SASL_SSL | WAYBILL_KAFKA_SECURITY_USERNAME) is missing",
        "waybill.kafka.security.sasl-mechanism | X | should be one of PLAIN, SCRAM-SHA-256",
        "waybill.kafka.security.truststore | /no/such | is \"/no/such\", a file that is not there"
      })
  void names_what_is_wrong(String name, String value, String message) {
    settings.setProperty(name, value);

    assertThatThrownBy(this::check).hasMessageContaining(message);
  }

  @Test
  void names_a_url_of_an_unknown_kind() {
    settings.setProperty("waybill.security.enabled", "true");
    settings.setProperty("waybill.security.issuer-uri", "login.example.com");

    assertThatThrownBy(this::check).hasMessageContaining("should be a URL such as https://");
  }

  private void check() {
    new SettingsCheck(settings).run();
  }
}
