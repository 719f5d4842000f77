package io.waybill.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import io.waybill.service.WaybillService;
import io.waybill.service.app.Http;
import io.waybill.service.app.TestApp;
import io.waybill.service.app.TestService;
import io.waybill.service.edge.EdgeApp;
import io.waybill.service.tls.Identity;
import io.waybill.service.tls.SecureKafka;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A service in production: every connection is encrypted and checked, every caller is known. */
@Tag("long")
class ProductionIT {
  private static final String PASSWORD = "broker-password";

  @Test
  void talks_to_all_in_secret_and_answers_whom_it_knows(@TempDir Path folder) throws Exception {
    Identity server = Identity.of("server", folder);
    server.writeTo(folder);
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(key) + Files.readString(certificate));
    try (LocalPostgres postgres = LocalPostgres.start();
        SecureKafka kafka = new SecureKafka(folder, both, "waybill", PASSWORD);
        Issuer issuer = new Issuer()) {
      encrypt(postgres, Files.readString(certificate), Files.readString(key));
      kafka.createTopics("events", "in");
      Path keys = Files.writeString(folder.resolve("keys.json"), issuer.keySet());
      Database database = postgres.createDatabase("testdb");
      try (ConfigurableApplicationContext app =
          WaybillService.start(
              TestApp.class,
              TestService.arguments(
                  database,
                  "--spring.profiles.active=production",
                  "--waybill.security.jwk-set-uri=" + keys.toUri(),
                  "--waybill.security.audience=waybill",
                  "--waybill.tls.certificate=" + certificate,
                  "--waybill.tls.private-key=" + key,
                  "--TEST_DB_SSLROOTCERT=" + certificate,
                  "--KAFKA_BROKERS=" + kafka.bootstrapServers(),
                  "--waybill.kafka.topics=events,in",
                  "--waybill.kafka.required-for-readiness=true",
                  "--waybill.kafka.security.protocol=SASL_SSL",
                  "--waybill.kafka.security.username=waybill",
                  "--waybill.kafka.security.password=" + PASSWORD,
                  "--waybill.kafka.security.truststore=" + certificate))) {
        Http https = new Http(EdgeApp.port(app), server.trustedByClients());
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> https.get("/health/readiness").statusCode() == 200);

        assertThat(encryptedConnections(postgres)).isPositive();
        assertThatCode(() -> publish(app)).doesNotThrowAnyException();
        assertThat(https.get("/hello").statusCode()).isEqualTo(401);
        assertThat(https.get("/metrics").statusCode()).isEqualTo(401);
        HttpResponse<String> known =
            https.get("/hello", "Authorization", "Bearer " + issuer.token(""));
        assertThat(known.body()).isEqualTo("hello");
        assertThat(known.headers().firstValue("RateLimit")).isPresent();
      }
    }
  }

  private static void publish(ConfigurableApplicationContext app) throws Exception {
    try (ProducerTemplate template = app.getBean(CamelContext.class).createProducerTemplate()) {
      template.sendBody("direct:publish", "an event");
    }
  }

  /** Gives the server a key that only it can read, as it demands, and turns encryption on. */
  private static void encrypt(LocalPostgres postgres, String certificate, String key)
      throws SQLException {
    try (Connection connection = postgres.superuser().connect();
        Statement statement = connection.createStatement()) {
      write(statement, "server.crt", certificate);
      write(statement, "server.key", key);
      statement.execute("ALTER SYSTEM SET ssl = on");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static void write(Statement statement, String file, String content) throws SQLException {
    statement.execute(
        "COPY (SELECT unnest(string_to_array('"
            + content.replace("\r", "").strip()
            + "', E'\\n'))) TO PROGRAM 'umask 077; cat > "
            + file
            + "'");
  }

  private static int encryptedConnections(LocalPostgres postgres) throws SQLException {
    try (Connection connection = postgres.superuser().connect();
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                    + " WHERE ssl AND application_name = 'routes-test'")) {
      count.next();
      return count.getInt(1);
    }
  }
}
