package io.waybill.local.launcher;

import io.waybill.local.stack.Health;
import io.waybill.local.stack.Stack;
import io.waybill.local.stack.Status;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** {@code ./run status}. */
final class StatusTable {
  private static final int NOT_ALL_READY = 3;
  private static final String FORMAT = "%-10s %8s  %-10s %s%n";

  private StatusTable() {}

  static int print(Workplace workplace, PrintStream out) {
    Optional<Stack> stack = workplace.existing();
    if (stack.isEmpty()) {
      out.println("Nothing was started here yet: " + workplace.command("").strip());
      return NOT_ALL_READY;
    }
    List<Status> lines = stack.get().status();
    out.printf(FORMAT, "NAME", "PID", "HEALTH", "ADDRESS");
    for (Status line : lines) {
      String pid = line.pid().isPresent() ? Long.toString(line.pid().getAsLong()) : "-";
      out.printf(FORMAT, line.name(), pid, line.health(), line.address());
    }
    return lines.stream().allMatch(line -> line.health() == Health.READY) ? 0 : NOT_ALL_READY;
  }
}
