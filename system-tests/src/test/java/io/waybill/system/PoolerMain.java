package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.CleanStack;
import io.waybill.system.stack.PgBouncer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The command {@code system-tests/pooler}: the services reach their databases through PgBouncer in
 * transaction mode, whose connections change at each commit. No call may fail.
 */
final class PoolerMain {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int NOT_HERE = 3;

  private PoolerMain() {}

  /**
   * Ends with 0, with 3 if there is no PgBouncer, or with an exception.
   *
   * @param args the services' {@code <X>_DB_PREPARE_THRESHOLD}, if not 0
   */
  public static void main(String[] args) throws Exception {
    if (!PgBouncer.isThere()) {
      System.err.println(
          "pgbouncer is not here, so nothing went through a pooler. apt-get install pgbouncer");
      System.exit(NOT_HERE);
    }
    run(args.length == 0 ? "0" : args[0]);
    System.exit(0);
  }

  private static void run(String prepareThreshold) throws Exception {
    int port = Ports.free();
    Stack.Builder builder = CleanStack.builder("pooler");
    for (Service service : Service.values()) {
      String prefix = service.label().toUpperCase(Locale.ROOT) + "_DB_";
      builder.environment(
          service,
          Map.of(
              prefix + "PORT",
              Integer.toString(port),
              prefix + "PREPARE_THRESHOLD",
              prepareThreshold));
    }
    try (Stack stack = builder.build()) {
      stack.start("postgres");
      stack.start("kafka");
      try (PgBouncer pooler = PgBouncer.start(port, stack)) {
        for (String service : stack.names()) {
          if (!stack.isRunning(service)) {
            stack.start(service);
          }
        }
        stack.awaitReady(LIMIT);
        LoadPlan plan = LoadCheck.plan(500, 300, 150);
        LoadResult result = Load.start(plan, stack.restUrls()).finish();
        assertThat(result.retries()).as("answers that had to be asked for again").isEmpty();
        LoadCheck.assertLedger(stack, plan, result, Duration.ofSeconds(30));
        assertThat(pooler.isRunning()).as("PgBouncer runs").isTrue();
      }
    }
  }
}
