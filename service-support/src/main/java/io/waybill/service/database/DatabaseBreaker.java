package io.waybill.service.database;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The circuit breaker around the statements of calls: while the database hangs, callers are told at
 * once, instead of each waiting for a connection on a thread.
 */
final class DatabaseBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseBreaker.class);
  private static final int WINDOW_SECONDS = 10;
  private static final int JUDGED_CALLS = 20;
  private static final int TRIAL_CALLS = 4;
  private static final float FAILING_PERCENT = 50;
  private static final Duration OPEN = Duration.ofSeconds(1);
  private static final Duration TRIAL_LIMIT = Duration.ofSeconds(10);

  private DatabaseBreaker() {}

  /** Opens when half of the calls of the last ten seconds, and at least twenty, found it away. */
  public static CircuitBreaker create(MeterRegistry meters) {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            "database",
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize(WINDOW_SECONDS)
                .minimumNumberOfCalls(JUDGED_CALLS)
                .failureRateThreshold(FAILING_PERCENT)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                .maxWaitDurationInHalfOpenState(TRIAL_LIMIT)
                .recordException(PassingFailure::is)
                .writableStackTraceEnabled(false)
                .build());
    breaker.getEventPublisher().onStateTransition(event -> say(event.getStateTransition()));
    Gauge.builder("database.breaker.open", breaker, DatabaseBreaker::open)
        .description("1 while calls are refused because the database is away")
        .register(meters);
    return breaker;
  }

  /**
   * Its trials fail about once a second while the database is away: only begin and end are said.
   */
  private static void say(StateTransition change) {
    boolean begins = change.getFromState() == CircuitBreaker.State.CLOSED;
    boolean ends = change.getToState() == CircuitBreaker.State.CLOSED;
    LOG.atLevel(begins || ends ? Level.INFO : Level.DEBUG)
        .log("The circuit breaker of the database: {}", change);
  }

  private static double open(CircuitBreaker breaker) {
    return breaker.getState() == CircuitBreaker.State.OPEN ? 1 : 0;
  }
}
