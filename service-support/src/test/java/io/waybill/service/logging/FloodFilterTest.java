package io.waybill.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FloodFilterTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("io.waybill.some");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    context.addTurboFilter(new FloodFilter(nanos::get));
  }

  @Test
  void leaves_out_what_repeats_and_says_how_often() {
    flood();
    assertThat(lines.list).hasSize(FloodFilter.ALLOWED);

    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    flood();
    assertThat(lines.list).hasSize(2 * FloodFilter.ALLOWED + 1);
    assertThat(lines.list.get(FloodFilter.ALLOWED).getFormattedMessage())
        .isEqualTo("95 more lines like the next one were left out");
  }

  @Test
  void other_lines_go_on() {
    flood();
    logger.error("Another thing");
    logger.error("The database is away: {}", "x", new IllegalStateException());
    assertThat(lines.list).hasSize(FloodFilter.ALLOWED + 2);
  }

  @Test
  void all_lines_about_an_outage_have_one_limit() {
    for (int i = 0; i < 20; i++) {
      context.getLogger("io.waybill.some.calls").warn(LogMarkers.OUTAGE, "A call failed");
      logger.warn(LogMarkers.OUTAGE, "A timer failed", new IllegalStateException());
    }
    logger.warn("Another thing");
    lines.list.removeIf(line -> line.getMessage().startsWith("Another"));
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void information_is_never_left_out() {
    for (int i = 0; i < 100; i++) {
      logger.info("A call");
    }
    assertThat(lines.list).hasSize(100);
  }

  @Test
  void what_is_off_stays_off() {
    logger.setLevel(Level.OFF);
    flood();
    assertThat(lines.list).isEmpty();
  }

  private void flood() {
    for (int i = 0; i < 100; i++) {
      logger.warn("The database is away: {}", i);
    }
  }
}
