package io.waybill.outbox;

import io.waybill.health.BackgroundParts;
import io.waybill.health.Turn;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Policy;

/**
 * The bean of the {@code outbox-source} Kamelet: its parameters, and a {@link RelayTurn} for each
 * exchange. As a policy around the step that publishes it can run that step once for each batch.
 */
public final class OutboxRelay implements Policy, ExceptionHandler {
  private static final String COMPONENT = "relay";

  // The parameters of the Kamelet.
  private String wake;
  String source;
  int batchSize;
  long batchBytes;
  private long stallTimeout;

  public void setWake(String wake) {
    this.wake = wake;
  }

  public void setSource(String source) {
    this.source = source;
  }

  public void setBatchSize(int batchSize) {
    this.batchSize = batchSize;
  }

  public void setBatchBytes(long batchBytes) {
    this.batchBytes = batchBytes;
  }

  public void setStallTimeout(long stallTimeout) {
    this.stallTimeout = stallTimeout;
  }

  /** Begins a turn; during a pause after failures it ends the route instead. */
  public void begin(Exchange exchange) {
    if (RelayState.of(exchange).pause.isOver()) {
      Turn.begin(COMPONENT, wake, stallTimeout, exchange);
    } else {
      exchange.setRouteStop(true);
    }
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    Target.handlesFailures(definition);
  }

  @Override
  public Processor wrap(Route route, Processor steps) {
    Target target = new Target(steps);
    OutboxStore store = new OutboxStore(route.getCamelContext(), wake);
    return exchange -> new RelayTurn(this, store, target, exchange).run();
  }

  @Override
  public void handleException(Throwable failure) {
    OutboxFailures.logTurn(failure);
  }

  @Override
  public void handleException(String message, Throwable failure) {
    handleException(failure);
  }

  /**
   * The transaction of a turn could not begin or commit, as when the database is away or refuses
   * the password. Camel's own handler would write a stack trace each time.
   */
  @Override
  public void handleException(String message, Exchange exchange, Throwable failure) {
    handleException(failure);
    BackgroundParts.of(exchange.getContext())
        .part(COMPONENT, wake, Duration.ofMillis(stallTimeout))
        .failed(failure);
    RelayState.of(exchange).pause.failed(failure);
  }
}
