package io.waybill.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class KafkaSecurityTest {
  private final MockEnvironment settings = new MockEnvironment();

  @Test
  void is_plain_by_default() {
    assertThat(KafkaSecurity.clientSettings(settings))
        .containsExactly(Map.entry("security.protocol", "PLAINTEXT"));
  }

  @Test
  void gives_a_login_that_kafka_reads_whatever_the_password() {
    set("protocol", "SASL_SSL");
    set("username", "waybill");
    set("password", "a\"b\\c;d e");
    set("truststore", "/tls/ca.crt");

    Map<String, String> client = KafkaSecurity.clientSettings(settings);

    assertThat(client)
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.location", "/tls/ca.crt")
        .doesNotContainKey("ssl.keystore.type");
    AppConfigurationEntry login =
        JaasContext.loadClientContext(
                Map.of(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    new Password(client.get(SaslConfigs.SASL_JAAS_CONFIG))))
            .configurationEntries()
            .get(0);
    assertThat(login.getLoginModuleName()).endsWith("ScramLoginModule");
    assertThat(login.getOptions())
        .isEqualTo(Map.of("username", "waybill", "password", "a\"b\\c;d e"));
  }

  @Test
  void shows_a_certificate_in_place_of_a_login() {
    set("protocol", "SSL");
    set("keystore", "/tls/client.pem");

    assertThat(KafkaSecurity.clientSettings(settings))
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.keystore.location", "/tls/client.pem")
        .doesNotContainKey("sasl.mechanism");
  }

  private void set(String name, String value) {
    settings.setProperty(KafkaSecurity.PREFIX + name, value);
  }
}
