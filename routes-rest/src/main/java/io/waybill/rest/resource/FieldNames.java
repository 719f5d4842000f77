package io.waybill.rest.resource;

import java.util.Locale;

/** Tells a misspelt field of a resource from one that only another version knows. */
final class FieldNames {
  private static final int SHORT = 6;

  private FieldNames() {}

  /**
   * The field that this name, which is none of them, was probably meant to be; null if none is near
   * enough: one letter too many, missing, wrong or swapped, in long names two; or other cases.
   */
  static String meantBy(String unknown) {
    String name = unknown.toLowerCase(Locale.ROOT);
    for (ResourceField known : ResourceField.values()) {
      String field = known.key();
      int most = field.length() <= SHORT ? 1 : 2;
      if (Math.abs(name.length() - field.length()) <= most && distance(name, field) <= most) {
        return field;
      }
    }
    return null;
  }

  /** Damerau and Levenshtein's, in which no part is edited twice. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int cheapest(int[][] edits, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
    least = Math.min(least, edits[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
