package io.waybill.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.service.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A replica with TLS that asks for client certificates. */
class TlsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path server;
  @TempDir static Path client;
  @TempDir static Path stranger;
  @TempDir static Path keys;

  private static ConfigurableApplicationContext app;

  @BeforeAll
  static void start() throws Exception {
    Identity.of("first", keys).writeTo(server);
    Identity.of("client", keys).writeTo(client);
    Identity.of("stranger", keys).writeTo(stranger);
    app =
        GrpcStack.shared()
            .startApp(
                "--waybill.tls.certificate=" + server.resolve("tls.crt"),
                "--waybill.tls.private-key=" + server.resolve("tls.key"),
                "--waybill.tls.client-ca=" + client.resolve("tls.crt"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void aClientWithACertificateIsAnsweredAlsoAfterTheServersHasChanged() throws Exception {
    Path trusted = Files.copy(server.resolve("tls.crt"), keys.resolve("before.crt"));
    assertThat(call(trusted, client)).isEqualTo(Status.Code.OK);

    Identity.of("second", keys).writeTo(server);

    await().atMost(LIMIT).until(() -> call(server.resolve("tls.crt"), client) == Status.Code.OK);
    assertThat(call(trusted, client))
        .as("the old one is not shown any more")
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aClientThatIsNotKnownIsRefused() throws Exception {
    assertThat(call(server.resolve("tls.crt"), stranger)).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call(server.resolve("tls.crt"), null)).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static Status.Code call(Path trusted, Path identity) throws Exception {
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(trusted.toFile());
    if (identity != null) {
      credentials.keyManager(
          identity.resolve("tls.crt").toFile(), identity.resolve("tls.key").toFile());
    }
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", GrpcStack.portOf(app), credentials.build())
            .build();
    try {
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  TaskServiceGrpc.newBlockingStub(channel)
                      .listTasks(ListTasksRequest.getDefaultInstance()));
      return refused == null ? Status.Code.OK : refused.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }
}
