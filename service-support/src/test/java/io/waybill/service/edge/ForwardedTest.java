package io.waybill.service.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.service.app.Http;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** Which forwarded headers count, and from whom. */
class ForwardedTest {
  private static final String SEEN = "/api/seen";
  private static final String[] FORWARDED = {
    "X-Forwarded-Prefix", "/wb/",
    "X-Forwarded-Proto", "https",
    "X-Forwarded-Host", "api.example.com",
    "X-Forwarded-For", "203.0.113.7"
  };

  @Test
  void believesATrustedProxy() {
    assertSeen("https://api.example.com/wb/api/seen context /wb from 203.0.113.7", "native");
  }

  @Test
  void believesNobodyByDefault() {
    try (ConfigurableApplicationContext app = EdgeApp.start()) {
      assertThat(new Http(EdgeApp.port(app)).get(SEEN, FORWARDED).body())
          .isEqualTo("http://127.0.0.1:" + EdgeApp.port(app) + "/api/seen context  from 127.0.0.1");
    }
  }

  @Test
  void believesNoOtherProxy() {
    try (ConfigurableApplicationContext app =
        EdgeApp.start(
            "--server.forward-headers-strategy=native",
            "--server.tomcat.remoteip.internal-proxies=10\\.1\\.2\\.3")) {
      assertThat(new Http(EdgeApp.port(app)).get(SEEN, FORWARDED).body())
          .endsWith(EdgeApp.port(app) + "/api/seen context  from 127.0.0.1");
    }
  }

  /** Spring's own filter, which believes everybody. */
  @Test
  void leavesSpringsOwnFilterToWork() {
    assertSeen("https://api.example.com/wb/api/seen context /wb from 203.0.113.7", "framework");
  }

  private static void assertSeen(String expected, String strategy) {
    try (ConfigurableApplicationContext app =
        EdgeApp.start("--server.forward-headers-strategy=" + strategy)) {
      Http http = new Http(EdgeApp.port(app));
      assertThat(http.get(SEEN, FORWARDED).body()).isEqualTo(expected);
      HttpResponse<String> none = http.get("/api/none", FORWARDED);
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.body()).contains("\"instance\":\"/wb/api/none\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example", "wb", "/a b", "/a/../b", "/%2e", "/a?b", "/a\"", "/", "/;a"})
  void ignoresAPrefixThatIsNone(String prefix) {
    try (ConfigurableApplicationContext app =
        EdgeApp.start("--server.forward-headers-strategy=native")) {
      assertThat(new Http(EdgeApp.port(app)).get(SEEN, "X-Forwarded-Prefix", prefix).body())
          .contains("/api/seen context  from");
    }
  }

  /** The rules of security are for the paths behind the prefix. */
  @ParameterizedTest
  @CsvSource({
    "/health, 200",
    "/api/v1/resources, 401",
    "/ops/outbox, 401",
    "/wb/health, 401",
    "/docs/index.html, 200"
  })
  void checksTokensBehindThePrefix(String path, int status) {
    try (ConfigurableApplicationContext app =
            EdgeApp.start(
                "--server.forward-headers-strategy=native",
                "--waybill.security.enabled=true",
                "--waybill.security.jwk-set-uri=file:/none");
        ConfigurableApplicationContext mounted =
            EdgeApp.start(
                "--server.servlet.context-path=/wb",
                "--waybill.security.enabled=true",
                "--waybill.security.jwk-set-uri=file:/none")) {
      assertThat(new Http(EdgeApp.port(app)).get(path, "X-Forwarded-Prefix", "/wb").statusCode())
          .isEqualTo(status);
      assertThat(new Http(EdgeApp.port(mounted)).get("/wb" + path).statusCode()).isEqualTo(status);
    }
  }

  /**
   * nginx keeps idle connections for 75 s, most others for 60 s: the proxy must close them first.
   */
  @ParameterizedTest
  @ValueSource(strings = {"waybill-defaults", "waybill-defaults-production"})
  void keepsIdleConnectionsLongerThanProxiesDo(String file) throws Exception {
    Properties settings = PropertiesLoaderUtils.loadAllProperties("waybill-defaults.properties");
    settings.putAll(PropertiesLoaderUtils.loadAllProperties(file + ".properties"));

    assertThat(
            DurationStyle.detectAndParse(settings.getProperty("server.tomcat.keep-alive-timeout")))
        .isGreaterThan(Duration.ofSeconds(75));
  }
}
