package io.waybill.system.rig;

import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.ledger.EvidenceReader;
import io.waybill.system.ledger.Ledger;
import io.waybill.system.ledger.Report;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.CleanStack;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Three REST replicas under load, each stopped in good order and started again in turn. */
final class RollingRestart {
  private static final int REPLICAS = 3;
  private static final int CLIENTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);

  private RollingRestart() {}

  /**
   * True when no request failed but by a refused connection or a replica that starts, and the
   * ledger is clean.
   */
  static boolean run(int rounds, Consumer<String> progress) throws Exception {
    Stack.Builder builder = CleanStack.builder("rig/rolling-restart").scale(Service.REST, REPLICAS);
    try (Stack stack = builder.build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-close"));
      stack.start();
      LoadPlan plan = LoadPlan.endless("rolling-", CLIENTS, PAUSE);
      Load load = Load.start(plan, stack.restUrls());
      for (int round = 0; round < rounds; round++) {
        for (String name : List.of("rest-1", "rest-2", "rest-3")) {
          load.awaitAcknowledged(load.acknowledged() + 200);
          stack.stop(name);
          progress.accept(name + " stopped");
          stack.start(name);
          stack.awaitReady(name, READY_LIMIT);
        }
      }
      load.stop();
      return isClean(stack, plan, load.finish(), progress);
    }
  }

  private static boolean isClean(
      Stack stack, LoadPlan plan, LoadResult written, Consumer<String> progress) throws Exception {
    EvidenceReader reader = new EvidenceReader(stack, plan.prefix());
    boolean quiet = reader.awaitQuiet(written.writes(), READY_LIMIT);
    Report report = Ledger.judge(reader.read(written.writes(), List.of()));
    progress.accept(written.summary());
    progress.accept(report.toString());
    return quiet
        && report.isClean()
        && written.failures().isEmpty()
        && Set.of("ConnectException", "503 starting").containsAll(written.retries().keySet());
  }
}
