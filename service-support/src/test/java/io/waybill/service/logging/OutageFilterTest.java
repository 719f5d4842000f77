package io.waybill.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageFilterTest {
  private static final String CAMELS =
      "Failed delivery for (MessageId: 1 on ExchangeId: 1). Exhausted after delivery attempt: 1"
          + " caught: java.lang.RuntimeException: outer\n\nMessage History\n----";

  private final LoggerContext context = new LoggerContext();
  private final Logger camel =
      context.getLogger("org.apache.camel.processor.errorhandler.DefaultErrorHandler");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.addTurboFilter(new OutageFilter());
  }

  @Test
  void aDatabaseThatIsAwayIsOneLine() {
    camel.error(CAMELS, new RuntimeException("outer", new SQLException("no route", "08001")));

    assertThat(lines.list).singleElement().satisfies(line -> isShort(line, "no route"));
  }

  @Test
  void soIsKafka() {
    camel.error(CAMELS, new RuntimeException("outer", new TimeoutException("no answer")));

    assertThat(lines.list).singleElement().satisfies(line -> isShort(line, "no answer"));
  }

  @Test
  void aFaultKeepsItsStackTrace() {
    camel.error(CAMELS, new IllegalStateException("a fault"));
    camel.error(CAMELS, new RuntimeException(new SQLException("a duplicate", "23505")));
    context.getLogger("io.waybill.some").error("Ours", new TimeoutException("no answer"));

    assertThat(lines.list).hasSize(3).noneMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void atDebugAllOfThemDo() {
    camel.setLevel(Level.DEBUG);
    camel.error(CAMELS, new TimeoutException("no answer"));

    assertThat(lines.list).singleElement().matches(line -> line.getThrowableProxy() != null);
  }

  private static void isShort(ILoggingEvent line, String reason) {
    assertThat(line.getThrowableProxy()).isNull();
    assertThat(line.getFormattedMessage())
        .isEqualTo(
            "Failed delivery for (MessageId: 1 on ExchangeId: 1). Exhausted after delivery"
                + " attempt: 1: "
                + reason);
  }
}
