package io.waybill.service.health;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A thread that does one thing again and again, and doesn't keep the process from ending. */
final class BackgroundThread {
  private BackgroundThread() {}

  /** Runs the work now, and each time when the pause after its end is over. */
  static ScheduledExecutorService every(Duration pause, String name, Runnable work) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, name);
              daemon.setDaemon(true);
              return daemon;
            });
    Future<?> unused =
        thread.scheduleWithFixedDelay(work, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return thread;
  }
}
