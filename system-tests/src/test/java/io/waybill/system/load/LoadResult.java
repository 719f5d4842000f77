package io.waybill.system.load;

import io.waybill.system.ledger.Write;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the clients saw.
 *
 * @param failures answers that a client must never get, and writes that were given up
 * @param retries attempts that had to be repeated, by their reason
 * @param committedUnanswered attempts that took effect though the client got no answer
 * @param lastAnswerNanos when the last answer came, by {@link System#nanoTime()}
 */
public record LoadResult(
    List<Write> writes,
    List<String> failures,
    Map<String, Integer> retries,
    List<String> committedUnanswered,
    long lastAnswerNanos) {

  /** A line for the reader of a test's output. */
  public String summary() {
    return writes.size()
        + " writes; repeated attempts "
        + retries
        + ", of them in effect "
        + committedUnanswered.size()
        + (failures.isEmpty()
            ? ""
            : "; failures: " + failures.stream().limit(5).collect(Collectors.joining(" | ")));
  }
}
