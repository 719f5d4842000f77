package io.waybill.service.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.Environment;

/**
 * How clients of Kafka encrypt and log in, {@code waybill.kafka.security.*}, as settings of Kafka's
 * own client.
 */
public final class KafkaSecurity {
  /** Before each of the settings. */
  public static final String PREFIX = "waybill.kafka.security.";

  private KafkaSecurity() {}

  /** The client's settings by Kafka's names, of which one holds the password. */
  public static Map<String, String> clientSettings(Environment settings) {
    Map<String, String> client = new LinkedHashMap<>();
    String protocol = value(settings, "protocol", "PLAINTEXT");
    client.put("security.protocol", protocol);
    if (protocol.startsWith("SASL_")) {
      String mechanism = value(settings, "sasl-mechanism", "SCRAM-SHA-512");
      client.put("sasl.mechanism", mechanism);
      client.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.%s required username=%s password=%s;"
              .formatted(
                  mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule",
                  quoted(value(settings, "username", "")),
                  quoted(value(settings, "password", ""))));
    }
    if (protocol.endsWith("SSL")) {
      pem(client, "ssl.truststore", value(settings, "truststore", ""));
      pem(client, "ssl.keystore", value(settings, "keystore", ""));
    }
    return client;
  }

  private static void pem(Map<String, String> client, String store, String file) {
    if (!file.isBlank()) {
      client.put(store + ".type", "PEM");
      client.put(store + ".location", file);
    }
  }

  private static String value(Environment settings, String name, String otherwise) {
    return settings.getProperty(PREFIX + name, otherwise);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
