package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.waybill.service.limits.Admission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverloadInterceptorIT {
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final AtomicInteger begunCalls = new AtomicInteger();
  private Server server;
  private ManagedChannel channel;
  private HealthGrpc.HealthFutureStub client;

  @BeforeEach
  void start() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        NettyServerBuilder.forAddress(anyPort)
            .addService(
                ServerInterceptors.intercept(
                    new Slow(), counting(), new OverloadInterceptor(new Admission(1, 1))))
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(server.getListenSockets().get(0)).usePlaintext().build();
    client = HealthGrpc.newFutureStub(channel);
  }

  @AfterEach
  void stop() {
    release.countDown();
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void refusesACallBeyondThePlacesAtOnceAndFreesThePlaceOfAnAnsweredOne() throws Exception {
    Future<HealthCheckResponse> slow = call();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(refusal(call())).isEqualTo(Status.Code.UNAVAILABLE);

    release.countDown();
    slow.get(10, TimeUnit.SECONDS);
    await().until(() -> refusal(call()) == null);
  }

  @Test
  void freesThePlaceOfACallerWhoHasGone() throws Exception {
    Future<HealthCheckResponse> gone = call();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    gone.cancel(true);

    release.countDown();
    await().until(() -> refusal(call()) == null);
  }

  @Test
  void aCallWithoutItsRequestTakesNoPlace() throws Exception {
    ClientCall<HealthCheckRequest, HealthCheckResponse> begun =
        channel.newCall(
            // Or the client would wait for the request before it sends anything.
            HealthGrpc.getCheckMethod().toBuilder().setType(MethodType.CLIENT_STREAMING).build(),
            CallOptions.DEFAULT);
    begun.start(new ClientCall.Listener<>() {}, new Metadata());
    await().until(begunCalls::get, count -> count == 1);

    release.countDown();
    assertThat(refusal(call())).isNull();
  }

  private Future<HealthCheckResponse> call() {
    return client.check(HealthCheckRequest.getDefaultInstance());
  }

  /** Behind the one under test: it is called first when it stands last. */
  private ServerInterceptor counting() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        begunCalls.incrementAndGet();
        return next.startCall(call, headers);
      }
    };
  }

  private static Status.Code refusal(Future<?> call) throws Exception {
    try {
      call.get(10, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e).getCode();
    }
  }

  private final class Slow extends HealthGrpc.HealthImplBase {
    @Override
    public void check(
        HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      responseObserver.onNext(HealthCheckResponse.getDefaultInstance());
      responseObserver.onCompleted();
    }
  }
}
