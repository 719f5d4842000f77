package io.waybill.grpc;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged of failed calls, with the trace and the request that the log format would see. */
final class LoggedCalls extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.waybill.grpc.server.StatusInterceptor");
  private final List<String> seen = new CopyOnWriteArrayList<>();

  LoggedCalls() {
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    seen.add(
        event.getFormattedMessage()
            + ", in "
            + Span.current().getSpanContext().getTraceId()
            + ", of "
            + event.getMDCPropertyMap().get("correlation_id"));
  }

  List<String> seen() {
    return seen;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
