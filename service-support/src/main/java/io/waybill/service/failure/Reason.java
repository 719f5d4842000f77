package io.waybill.service.failure;

import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Why something failed, in one line for a reader: no class name, no stack trace. */
public final class Reason {
  private static final int LONGEST = 300;

  private Reason() {}

  /** The message of the deepest cause that has one. */
  public static String of(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String reason = failure.getClass().getSimpleName();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof UnknownHostException) {
        return "unknown host " + t.getMessage();
      }
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        reason = t.getMessage();
      }
      if (reason.startsWith("Connection to ") && reason.contains(" refused")) {
        // PostgreSQL's driver adds advice, and its cause says less.
        return reason.substring(0, reason.indexOf(" refused")) + " refused";
      }
    }
    return oneLine(reason);
  }

  /** The text without line breaks, shortened. */
  public static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
