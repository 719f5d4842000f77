package io.waybill.benchmarks.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its descendants have used so far; NaN where there is no {@code /proc}.
 *
 * @param cpuMillis processor time in milliseconds, with that of children that have ended
 * @param residentMebibytes memory now
 */
public record Usage(double cpuMillis, double residentMebibytes) {
  // USER_HZ: 100 on every Linux that Java runs on.
  private static final double MILLIS_PER_TICK = 10;
  private static final double KIBIBYTES_PER_MEBIBYTE = 1024;
  private static final int FIRST_TIME = 11;
  private static final int TIMES = 4;

  /** That of one process and its descendants. */
  public static Usage of(long pid) {
    List<Long> pids =
        ProcessHandle.of(pid).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    return new Usage(
        pids.stream().mapToDouble(Usage::cpuMillisOf).sum(),
        pids.stream().mapToDouble(Usage::residentOf).sum());
  }

  private static double cpuMillisOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, in parentheses, may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = 0;
      for (int i = 0; i < TIMES; i++) {
        ticks += Long.parseLong(fields[FIRST_TIME + i]);
      }
      return ticks * MILLIS_PER_TICK;
    } catch (IOException gone) {
      return Files.isDirectory(Path.of("/proc/self")) ? 0 : Double.NaN;
    }
  }

  private static double residentOf(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status, StandardCharsets.UTF_8)) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
              .sum()
          / KIBIBYTES_PER_MEBIBYTE;
    } catch (IOException gone) {
      return Files.isDirectory(Path.of("/proc/self")) ? 0 : Double.NaN;
    }
  }
}
