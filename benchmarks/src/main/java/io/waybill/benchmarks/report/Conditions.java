package io.waybill.benchmarks.report;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Under which conditions figures were measured; without them they mean nothing. */
public final class Conditions {
  private Conditions() {}

  /**
   * One line of Markdown.
   *
   * @param command what was called, with its arguments
   * @param versions of the software that was measured
   */
  public static String line(String command, String versions) {
    return String.format(
        Locale.ROOT,
        "Conditions: `%s`; JDK %s, %s %s, %d cores, load average at the end %.1f; %s.",
        command,
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        versions);
  }
}
