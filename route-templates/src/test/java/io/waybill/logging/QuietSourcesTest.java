package io.waybill.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What a route behind a source Kamelet logs of its failure, and what its error handler still does.
 */
class QuietSourcesTest {
  private final Logger handlers = (Logger) LoggerFactory.getLogger(DefaultErrorHandler.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicInteger attempts = new AtomicInteger();

  @BeforeEach
  void collectLines() {
    lines.start();
    handlers.addAppender(lines);
  }

  @AfterEach
  void collectNoLines() {
    handlers.detachAppender(lines);
  }

  @Test
  void aRouteBehindASourceLogsNoStackTrace() throws Exception {
    Exchange failed = run(routes -> routes.from("kamelet:outbox-source").process(this::fail));

    assertThat(failed.getException()).hasMessage("refused");
    assertThat(lines.list).isEmpty();
  }

  @Test
  void otherRoutesLogAsBefore() throws Exception {
    run(routes -> routes.from("kamelet:another-source").process(this::fail));

    assertThat(lines.list).hasSize(1);
  }

  @Test
  void whatTheRouteSaysOfAnExceptionCounts() throws Exception {
    Exchange handled =
        run(
            routes -> {
              routes.onException(IllegalStateException.class).handled(true);
              routes.from("kamelet:outbox-source").process(this::fail);
            });

    assertThat(handled.getException()).isNull();
    assertThat(lines.list).isEmpty();
  }

  @Test
  void redeliveriesStay() throws Exception {
    Exchange failed =
        run(
            routes -> {
              routes.errorHandler(
                  routes.defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(1));
              routes.from("kamelet:outbox-source").process(this::fail);
            });

    assertThat(failed.getException()).hasMessage("refused");
    assertThat(attempts).hasValue(3);
    assertThat(lines.list).isEmpty();
  }

  @Test
  void aRouteThatWantsTheLogHasIt() throws Exception {
    run(
        routes -> {
          routes.errorHandler(
              routes
                  .defaultErrorHandler()
                  .maximumRedeliveries(1)
                  .redeliveryDelay(1)
                  .logExhausted(true));
          routes.from("kamelet:outbox-source").process(this::fail);
        });

    assertThat(lines.list).hasSize(1);
  }

  @Test
  void anotherHandlerStays() throws Exception {
    Exchange handled =
        run(
            routes -> {
              routes.errorHandler(routes.deadLetterChannel("mock:dead"));
              routes.from("kamelet:outbox-source").process(this::fail);
            });

    assertThat(handled.getException()).isNull();
  }

  private void fail(Exchange exchange) {
    attempts.incrementAndGet();
    throw new IllegalStateException("refused");
  }

  /** Kamelets of these names emit one exchange. */
  private static Exchange run(Consumer<RouteBuilder> routes) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      for (String source : new String[] {"outbox-source", "another-source"}) {
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                routeTemplate(source).from("direct:in").to("kamelet:sink");
              }
            });
      }
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              routes.accept(this);
            }
          });
      camel.start();
      return camel.createProducerTemplate().send("direct:in", exchange -> {});
    }
  }
}
