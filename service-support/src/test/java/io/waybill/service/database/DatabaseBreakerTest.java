package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DatabaseBreakerTest {
  @Test
  void saysWhenItBeginsToRefuseAndWhenItEnds() {
    Logger logger = (Logger) LoggerFactory.getLogger(DatabaseBreaker.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      CircuitBreaker breaker = DatabaseBreaker.create(new SimpleMeterRegistry());
      for (int trial = 0; trial < 60; trial++) {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
      }
      breaker.transitionToClosedState();
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(lines.list.stream().filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO)))
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            begin -> assertThat(begin).endsWith("from CLOSED to OPEN"),
            end -> assertThat(end).endsWith("from HALF_OPEN to CLOSED"));
  }
}
