package io.waybill.system.overload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks every second how much memory a process has. */
final class MemoryWatch implements AutoCloseable {
  private static final int KIBIBYTES_PER_MEBIBYTE = 1024;

  private final Path status;
  private final List<Integer> mebibytes = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> looks;

  MemoryWatch(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
    looks = ticks.scheduleAtFixedRate(() -> mebibytes.add(resident()), 0, 1, TimeUnit.SECONDS);
  }

  private int resident() {
    try {
      return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
              .sum()
          / KIBIBYTES_PER_MEBIBYTE;
    } catch (IOException e) {
      throw new UncheckedIOException("The service has ended", e);
    }
  }

  /** How much it had at each second. */
  List<Integer> mebibytes() {
    return List.copyOf(mebibytes);
  }

  @Override
  public void close() {
    looks.cancel(false);
    ticks.shutdown();
  }
}
