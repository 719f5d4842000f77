package io.waybill.service.database;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Makes the steps by which concurrent calls share a statement, and a commit. */
public final class SharedStatements {
  private static final int AT_ONCE = 1;
  private static final int MOST_CALLS = 100;

  /** Their parameters are in memory several times. */
  private static final long MOST_CHARACTERS = 256 * 1024;

  private final CamelContext camel;
  private final MeterRegistry meters;
  private final BatchingLimits limits;

  /**
   * @param timeout how long a call waits for a statement to begin, as for a connection of the pool
   */
  public SharedStatements(CamelContext camel, MeterRegistry meters, Duration timeout) {
    this.camel = camel;
    this.meters = meters;
    this.limits = new BatchingLimits(AT_ONCE, MOST_CALLS, MOST_CHARACTERS, timeout);
  }

  /**
   * A step whose body is a map of the call's parameters and becomes its row, or null if there is
   * none.
   *
   * @param route the id of a route from {@code direct:}. Its body is a map of arrays, the
   *     parameters of each call at the same place; it answers with rows that have a column {@code
   *     place}, counted from 1, as {@code unnest(…) WITH ORDINALITY} makes it
   */
  public Processor through(String route) {
    return statement(route);
  }

  /**
   * The same step, which holds no thread while a call waits: where calls are more than threads, or
   * waking a thread for each costs too much.
   *
   * @param thisCall asked on the call's thread; runs what remains of the call on another with what
   *     that thread knew, such as what stands on log lines, and leaves that one as it was. The
   *     trace is kept in any case
   */
  public AsyncProcessor releasing(String route, Supplier<Executor> thisCall) {
    return new ReleasingStatement(statement(route), threads(), thisCall);
  }

  private Executor threads() {
    return camel.getExecutorServiceManager().newCachedThreadPool(this, "shared-statements");
  }

  private SharedStatement statement(String route) {
    return new SharedStatement(
        camel.createProducerTemplate(),
        "direct:" + route,
        limits,
        DistributionSummary.builder("shared.statement.calls")
            .description("Calls that shared a statement")
            .tag("route", route)
            .register(meters));
  }
}
