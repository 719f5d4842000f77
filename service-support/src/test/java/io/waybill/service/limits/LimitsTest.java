package io.waybill.service.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Ports;
import io.waybill.service.app.Http;
import io.waybill.service.edge.EdgeApp;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What happens to requests that are too many. */
class LimitsTest {
  private static final String CALL = "/api/v1/resources";

  @Test
  void answers_503_at_once_when_too_many_are_in_flight() throws Exception {
    EdgeApp.entered = new CountDownLatch(1);
    EdgeApp.release = new CountDownLatch(1);
    try (ConfigurableApplicationContext app = EdgeApp.start("--waybill.http.max-in-flight=1")) {
      Http http = new Http(EdgeApp.port(app));
      CompletableFuture<HttpResponse<String>> slow = http.send("/api/slow");
      assertThat(EdgeApp.entered.await(60, TimeUnit.SECONDS)).isTrue();

      HttpResponse<String> refused = http.get(CALL);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(refused.headers().firstValue("X-Request-Id")).isPresent();
      assertThat(http.get("/health").statusCode()).isEqualTo(200);
      assertThat(http.get("/metrics").statusCode()).isEqualTo(200);

      EdgeApp.release.countDown();
      assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
      // The place is free a moment after the answer.
      await().until(() -> http.get(CALL).statusCode() == 200);
    } finally {
      EdgeApp.release.countDown();
    }
  }

  @Test
  void waits_for_no_body_of_a_request_that_it_refuses() throws Exception {
    EdgeApp.entered = new CountDownLatch(1);
    EdgeApp.release = new CountDownLatch(1);
    try (ConfigurableApplicationContext app = EdgeApp.start("--waybill.http.max-in-flight=1");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), EdgeApp.port(app))) {
      CompletableFuture<HttpResponse<String>> slow = new Http(EdgeApp.port(app)).send("/api/slow");
      assertThat(EdgeApp.entered.await(60, TimeUnit.SECONDS)).isTrue();
      socket.setSoTimeout(2_000);
      socket
          .getOutputStream()
          .write(
              "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx"
                  .formatted(CALL)
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 503").contains("Connection: close");
      assertThat(slow).isNotDone();
      // Before the end of the application, which waits for requests in flight.
      EdgeApp.release.countDown();
    } finally {
      EdgeApp.release.countDown();
    }
  }

  @Test
  void answers_429_to_a_caller_who_calls_too_often() {
    try (ConfigurableApplicationContext app =
        EdgeApp.start(
            "--waybill.rate-limit.enabled=true",
            "--waybill.rate-limit.requests=6",
            "--waybill.rate-limit.period=1h",
            "--waybill.rate-limit.burst=2")) {
      Http http = new Http(EdgeApp.port(app));

      HttpResponse<String> first = http.get(CALL);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"caller\";q=6;w=3600");
      assertThat(first.headers().firstValue("RateLimit")).hasValue("\"caller\";r=1;t=600");
      assertThat(http.get(CALL).statusCode()).isEqualTo(200);

      HttpResponse<String> refused = http.get(CALL, "X-Forwarded-For", "192.0.2.1");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("600");
      assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"caller\";r=0;t=1200");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(refused.body()).contains("\"title\":\"Too Many Requests\"", "at most 6 in 3600 s");
      assertThat(http.get("/health").statusCode()).isEqualTo(200);
      assertThat(http.get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void counts_calls_that_security_refuses() {
    try (ConfigurableApplicationContext app =
        EdgeApp.start(
            "--waybill.security.enabled=true",
            "--waybill.security.jwk-set-uri=http://127.0.0.1:" + Ports.free(),
            "--waybill.rate-limit.enabled=true",
            "--waybill.rate-limit.requests=2",
            "--waybill.rate-limit.period=1h")) {
      Http http = new Http(EdgeApp.port(app));

      HttpResponse<String> unchecked = http.get(CALL, "Authorization", "Bearer a.b.c");
      assertThat(http.get(CALL).statusCode()).isEqualTo(401);
      assertThat(http.get(CALL).statusCode()).isEqualTo(429);
      assertThat(unchecked.statusCode()).isEqualTo(401);
    }
  }

  @Test
  void does_not_read_a_slow_body_for_ever() throws Exception {
    try (ConfigurableApplicationContext app = EdgeApp.start("--waybill.http.body-timeout=300ms");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), EdgeApp.port(app))) {
      ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
              .formatted(CALL)
              .getBytes(StandardCharsets.US_ASCII));
      ScheduledFuture<?> bytes =
          drip.scheduleAtFixedRate(() -> send(out), 0, 50, TimeUnit.MILLISECONDS);

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 408").contains("Connection: close", "too slowly");
      assertThat(bytes.cancel(true) || bytes.isDone()).isTrue();
      drip.shutdownNow();
    }
  }

  private static void send(OutputStream out) {
    try {
      out.write('x');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
