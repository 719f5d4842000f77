package io.waybill.system;

import io.waybill.local.stack.Stack;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGKILL of any one process in the middle of a load, then its start. */
@WithStack
class KillIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  static String[] victims() {
    return System.getProperty("system-tests.kill", "rest-1,grpc-1,worker-1,kafka,postgres")
        .split(",");
  }

  @ParameterizedTest
  @MethodSource("victims")
  void nothingIsLostOrDoubledWhen(String name, Stack stack) throws Exception {
    LoadPlan plan = LoadCheck.plan(300, 90, 60);
    Load load = Load.start(plan, stack.restUrls());
    load.awaitAcknowledged(plan.total() / 3);
    stack.kill(name);
    stack.start(name);
    LoadCheck.assertLedger(stack, plan, load.finish(), LIMIT);
  }
}
