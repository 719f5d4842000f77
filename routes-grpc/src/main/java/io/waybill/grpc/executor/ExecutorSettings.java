package io.waybill.grpc.executor;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The executor's settings, {@code tasks.*}: see {@code application.properties}. Those that are
 * missing here are read by the routes.
 */
@ConfigurationProperties("tasks")
record ExecutorSettings(
    int threads,
    int ahead,
    Duration lease,
    Duration predecessorWait,
    int maxAttempts,
    Duration retryBackoff,
    Duration retryBackoffLimit,
    Duration actionTimeout,
    int resultLimit,
    long maxBytes) {
  private static final int AHEAD_PER_SECOND = 4;

  /** Tasks are claimed ahead for a quarter of a second. */
  int aheadAt(int finishedPerSecond) {
    return Math.min(finishedPerSecond / AHEAD_PER_SECOND, ahead);
  }

  /** The longest time for which any task is set aside. */
  Duration longestPause() {
    return retryBackoffLimit.compareTo(predecessorWait) > 0 ? retryBackoffLimit : predecessorWait;
  }

  /** As the statements' parameters have it. */
  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
