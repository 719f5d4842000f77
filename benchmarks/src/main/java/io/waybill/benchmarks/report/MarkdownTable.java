package io.waybill.benchmarks.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A table for the documentation, printed as it is filled. */
public final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  public MarkdownTable(String... heads) {
    row((Object[]) heads);
    text.append("|---".repeat(heads.length)).append("|\n");
  }

  public void row(Object... cells) {
    text.append(
        Arrays.stream(cells)
            .map(String::valueOf)
            .collect(Collectors.joining(" | ", "| ", " |" + "\n")));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
