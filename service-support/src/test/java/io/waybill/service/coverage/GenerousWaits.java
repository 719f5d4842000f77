package io.waybill.service.coverage;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * A wait without a limit of its own lasts up to a minute: the limit counts only when a test fails,
 * and on a machine with much else to do ten seconds are too few.
 */
public final class GenerousWaits implements TestExecutionListener {
  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }
}
