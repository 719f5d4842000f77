package io.waybill.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.service.edge.EdgeApp;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** HTTPS from PEM files, which may be replaced, and callers who show certificates. */
class HttpsTest {
  @TempDir private static Path folder;
  private static Path server;
  private static Identity first;
  private static Identity second;
  private static Identity client;
  private static Identity stranger;

  @BeforeAll
  static void make() throws Exception {
    server = Files.createDirectory(folder.resolve("server"));
    first = Identity.of("first", folder);
    second = Identity.of("second", folder);
    client = Identity.of("client", folder);
    stranger = Identity.of("stranger", folder);
    client.writeTo(Files.createDirectory(folder.resolve("clients")));
  }

  private static ConfigurableApplicationContext start(String... more) throws Exception {
    first.writeTo(server);
    String[] settings = new String[more.length + 2];
    System.arraycopy(more, 0, settings, 0, more.length);
    settings[more.length] = "--waybill.tls.certificate=" + server.resolve("tls.crt");
    settings[more.length + 1] = "--waybill.tls.private-key=" + server.resolve("tls.key");
    return EdgeApp.start(settings);
  }

  @Test
  void shows_a_new_certificate_without_a_restart() throws Exception {
    try (ConfigurableApplicationContext app = start()) {
      assertThat(shown(app, null)).isEqualTo(first.certificate());
      second.writeTo(server);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(shown(app, null)).isEqualTo(second.certificate()));
    }
  }

  @Test
  void lets_only_callers_with_a_certificate_in() throws Exception {
    try (ConfigurableApplicationContext app =
        start("--waybill.tls.client-ca=" + folder.resolve("clients").resolve("tls.crt"))) {
      assertThat(shown(app, client)).isEqualTo(first.certificate());
      assertThatThrownBy(() -> shown(app, null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> shown(app, stranger)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void lets_callers_without_a_certificate_in_where_it_is_optional() throws Exception {
    try (ConfigurableApplicationContext app =
        start(
            "--waybill.tls.client-ca=" + folder.resolve("clients").resolve("tls.crt"),
            "--waybill.tls.client-auth=optional")) {
      assertThat(shown(app, client)).isEqualTo(first.certificate());
      assertThat(shown(app, null)).isEqualTo(first.certificate());
    }
  }

  @Test
  void speaks_no_old_protocol() throws Exception {
    try (ConfigurableApplicationContext app = start();
        SSLSocket socket = socket(app, null)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  /** The certificate that the server showed for a request that was answered with 200. */
  private static X509Certificate shown(ConfigurableApplicationContext app, Identity caller)
      throws IOException, GeneralSecurityException {
    try (SSLSocket socket = socket(app, caller)) {
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(
              new String(
                  socket.getInputStream().readAllBytes(),
                  java.nio.charset.StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket socket(ConfigurableApplicationContext app, Identity caller)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("first", first.certificate());
    trusted.setCertificateEntry("second", second.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(caller == null ? null : caller.store(), Identity.PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    Socket socket = context.getSocketFactory().createSocket("127.0.0.1", EdgeApp.port(app));
    socket.setSoTimeout(10_000);
    return (SSLSocket) socket;
  }
}
