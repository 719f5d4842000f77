package io.waybill.service.problem;

/** What a text must be like to be kept: PostgreSQL stores no NUL, and UTF-8 no half a character. */
public final class TextRules {
  private TextRules() {}

  /** What is wrong with the text, or null. Lengths count characters (code points). */
  public static String violation(String text, int shortest, int longest) {
    int characters = 0;
    for (int i = 0; i < text.length(); i++, characters++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "must not contain the character NUL";
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return "must not contain half of a surrogate pair";
        }
        i++;
      }
    }
    if (characters < shortest || characters > longest) {
      return "must have " + shortest + " to " + longest + " characters, but has " + characters;
    }
    return null;
  }
}
