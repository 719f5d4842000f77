package io.waybill.system;

import io.waybill.local.stack.Stack;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The load by which the issue is judged. */
@WithStack
@Tag("long")
class LoadIT {
  @Test
  void everyWriteOfSixteenClientsIsStoredOnceAndInOrder(Stack stack) throws Exception {
    LoadPlan plan = LoadCheck.plan(1000, 300, 200);
    LoadResult result = Load.start(plan, stack.restUrls()).finish();
    LoadCheck.assertLedger(stack, plan, result, Duration.ofSeconds(30));
  }
}
