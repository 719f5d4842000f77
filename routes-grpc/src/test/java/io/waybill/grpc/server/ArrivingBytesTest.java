package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.service.limits.MemoryPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that begin to arrive, beside whole ones, on a server with 3 MB for them. */
class ArrivingBytesTest {
  private static final int ALL = 3_000_000;

  private final MemoryPool arriving = new MemoryPool(ALL);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerInterceptors.useInputStreamMessages(
                    new TaskServiceGrpc.TaskServiceImplBase() {
                      @Override
                      public void processTask(
                          ProcessTaskRequest request, StreamObserver<ProcessTaskResponse> answers) {
                        answers.onNext(ProcessTaskResponse.getDefaultInstance());
                        answers.onCompleted();
                      }
                    }.bindService()))
            .addStreamTracerFactory(new ArrivingBytes.Pool(arriving))
            .intercept(new MemoryInterceptor(new MemoryPool(10_000_000)))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void takeNoMoreThanTheyMayTogether() throws Exception {
    try (HalfRequests half = new HalfRequests(server.getPort())) {
      for (long begun = 1; begun <= 3; begun++) {
        long left = ALL - begun * (900_000 - 16 * 1024);
        half.begin(1, 1_000_000, 900_000);
        await().until(() -> arriving.left() == left);
      }
      half.begin(2, 1_000_000, 900_000);

      await().until(() -> half.statuses().size() == 2);
      assertThat(half.statuses()).containsOnly(String.valueOf(Status.Code.UNAVAILABLE.value()));
      assertThat(arriving.left()).isBetween(0L, 500_000L);
      process(10_000);
      StatusRuntimeException refused =
          catchThrowableOfType(StatusRuntimeException.class, () -> process(900_000));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    await().until(() -> arriving.left() == ALL);
    process(900_000);
    await().until(() -> arriving.left() == ALL);
  }

  private void process(int size) {
    ProcessTaskResponse unused =
        TaskServiceGrpc.newBlockingStub(channel)
            .processTask(
                ProcessTaskRequest.newBuilder().putMetadata("large", "x".repeat(size)).build());
  }
}
