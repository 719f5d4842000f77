package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A route that answers failures itself, and one that hands them on. */
class BreakerPolicyTest {
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "test",
          CircuitBreakerConfig.from(
                  DatabaseBreaker.create(new SimpleMeterRegistry()).getCircuitBreakerConfig())
              .minimumNumberOfCalls(2)
              .permittedNumberOfCallsInHalfOpenState(1)
              .build());
  private final CamelContext camel = new DefaultCamelContext();
  private MockEndpoint statement;
  private MockEndpoint next;

  @BeforeEach
  void start() throws Exception {
    camel.getRegistry().bind("breaker", new BreakerPolicy(breaker));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:answering")
                .onException(Throwable.class)
                .handled(true)
                .setBody(exceptionMessage())
                .end()
                .policy("breaker")
                .to("mock:statement")
                .end()
                .to("mock:next");
            from("direct:failing")
                .errorHandler(noErrorHandler())
                .policy("breaker")
                .to("mock:statement")
                .end()
                .to("mock:next");
          }
        });
    camel.start();
    statement = MockEndpoint.resolve(camel, "mock:statement");
    next = MockEndpoint.resolve(camel, "mock:next");
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  static Stream<String> routes() {
    return Stream.of("direct:answering", "direct:failing");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void refusesOnceTheDatabaseHasFailedAndLetsInAgainAfterOneThatSucceeds(String route) {
    fail(new SQLTransientConnectionException("away"));
    call(route);
    call(route);
    assertThat(breaker.getState()).isEqualTo(State.OPEN);

    Exchange refused = call(route);
    assertThat(statement.getReceivedCounter()).isEqualTo(2);
    assertThat(next.getReceivedCounter()).isZero();
    assertThat(failure(refused)).isInstanceOf(CallNotPermittedException.class);
    assertThat(PassingFailure.is(failure(refused))).isTrue();

    statement.whenAnyExchangeReceived(exchange -> {});
    breaker.transitionToHalfOpenState();
    call(route);
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    assertThat(next.getReceivedCounter()).isOne();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void otherFailuresSayNothingOfTheDatabase(String route) {
    fail(new IllegalArgumentException("mistake"));
    for (int i = 0; i < 3; i++) {
      assertThat(failure(call(route))).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(3);
  }

  @Test
  void theFailureOfAStepBehindIsNotTheDatabases() {
    next.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLTransientConnectionException("another database");
        });
    call("direct:answering");
    assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isOne();
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
  }

  private void fail(Exception failure) {
    statement.whenAnyExchangeReceived(
        exchange -> {
          throw failure;
        });
  }

  private Exchange call(String route) {
    return camel.createProducerTemplate().send(route, exchange -> {});
  }

  private static Throwable failure(Exchange exchange) {
    return exchange.getException() != null
        ? exchange.getException()
        : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }
}
