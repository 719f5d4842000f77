package io.waybill.grpc;

/**
 * The queues that wake a background route. One message is enough, however many ask for it, and no
 * sender waits until it is taken.
 */
public final class WakeUps {
  private static final String ONE = "?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  /** There are tasks to claim, or room for them. */
  public static final String CLAIMS = "seda:tasks-wake" + ONE;

  /** There are outcomes to write. */
  public static final String OUTCOMES = "seda:outcomes-wake" + ONE;

  private WakeUps() {}
}
