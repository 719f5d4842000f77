package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerInterceptorIT {
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "test",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(2)
              .minimumNumberOfCalls(2)
              .permittedNumberOfCallsInHalfOpenState(1)
              .recordExceptions(SQLTransientConnectionException.class)
              .build());
  private final AtomicInteger reached = new AtomicInteger();
  private volatile Exception failure;
  private Server server;
  private ManagedChannel channel;
  private HealthGrpc.HealthBlockingStub client;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerInterceptors.intercept(
                    new Service(), new BreakerInterceptor(breaker), new StatusInterceptor()))
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(server.getListenSockets().get(0)).usePlaintext().build();
    client = HealthGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void refusesCallsOnceTheDatabaseHasFailedAndLetsThemInAgainAfterOneThatSucceeds() {
    failure = new SQLTransientConnectionException("away");
    assertUnavailable();
    assertUnavailable();
    assertThat(breaker.getState()).isEqualTo(State.OPEN);
    assertUnavailable();
    assertThat(reached).hasValue(2);

    failure = null;
    breaker.transitionToHalfOpenState();
    call();
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void aCallersMistakeSaysNothingOfTheDatabase() {
    failure = CallRefused.notFound("TASK_NOT_FOUND", "There is no task with this task_id.");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::call).hasMessageStartingWith("NOT_FOUND");
    }
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    assertThat(reached).hasValue(3);
  }

  private void call() {
    HealthCheckResponse unused = client.check(HealthCheckRequest.getDefaultInstance());
  }

  private void assertUnavailable() {
    assertThatThrownBy(this::call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  private final class Service extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
      reached.incrementAndGet();
      if (failure == null) {
        answer.onNext(HealthCheckResponse.getDefaultInstance());
        answer.onCompleted();
      } else {
        answer.onError(Status.INTERNAL.withCause(failure).asException());
      }
    }
  }
}
