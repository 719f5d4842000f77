package io.waybill.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.LocalPostgres;
import io.waybill.service.app.TestApp;
import io.waybill.service.app.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServiceStopIT {
  private static LocalPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = LocalPostgres.start();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void finishes_what_is_in_flight_and_refuses_what_is_new() throws Exception {
    TestService service = TestService.start(postgres.createDatabase("stopdb"));
    service.awaitReady();
    // More than there are threads, so that some wait in the queue when the stop begins.
    int calls = 80;
    TestApp.entered = new CountDownLatch(64);
    TestApp.release = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      inFlight.add(service.http.send("/slow"));
    }
    assertThat(TestApp.entered.await(60, TimeUnit.SECONDS)).isTrue();
    await().until(() -> service.queuedRequests() == calls - 64);

    CompletableFuture<Void> stop = CompletableFuture.runAsync(service::close);

    await().until(() -> isRefused(service));
    assertThat(stop).isNotDone();
    TestApp.release.countDown();
    stop.get(60, TimeUnit.SECONDS);
    for (CompletableFuture<HttpResponse<String>> call : inFlight) {
      assertThat(call.get(1, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(call.get().body()).isEqualTo("done");
    }
  }

  @Test
  void answers_and_closes_connections_until_none_comes_any_more_then_refuses_them()
      throws Exception {
    // Two seconds without a request are needed.
    TestService service =
        TestService.start(postgres.createDatabase("draindb"), "--waybill.connection-drain=20s");
    service.awaitReady();
    int port = service.port();
    try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(exchange(open)).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");

      CompletableFuture<Void> stop = CompletableFuture.runAsync(service::close);

      String answer = "";
      while (!answer.contains("Connection: close")) {
        answer = exchange(open);
        assertThat(answer).startsWith("HTTP/1.1 200");
      }
      assertThat(open.getInputStream().read()).isEqualTo(-1);
      // A front that has not yet asked for readiness sends on.
      try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(exchange(late)).startsWith("HTTP/1.1 200").contains("Connection: close");
      }
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);
      await().until(() -> isRefused(port));
      stop.get(15, TimeUnit.SECONDS);
    }
  }

  private static String exchange(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /hello HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    // Up to the last chunk, or the end of a connection that is closed.
    int read = 0;
    while (read >= 0 && answer.indexOf("\r\n0\r\n\r\n") < 0) {
      read = socket.getInputStream().read();
      if (read >= 0) {
        answer.append((char) read);
      }
    }
    return answer.toString();
  }

  private static boolean isRefused(int port) {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void stops_while_it_waits_for_the_database() throws Exception {
    var database = postgres.createDatabase("awaydb");
    postgres.stop();
    try {
      TestService service = TestService.start(database);

      CompletableFuture.runAsync(service::close).get(5, TimeUnit.SECONDS);
    } finally {
      postgres.restart();
    }
  }

  /** No connection, or 503 on a connection from before. */
  private static boolean isRefused(TestService service) {
    try {
      return service.http.get("/hello").statusCode() == 503;
    } catch (RuntimeException refused) {
      return true;
    }
  }
}
