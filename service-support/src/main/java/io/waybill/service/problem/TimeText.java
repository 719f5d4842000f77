package io.waybill.service.problem;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times that callers write. */
public final class TimeText {
  private static final Pattern LEAP_SECOND = Pattern.compile("(?i)(t\\d\\d:\\d\\d:)60");

  private TimeText() {}

  /**
   * Reads a time of RFC 3339, in UTC: PostgreSQL does not take every offset. A leap second is the
   * second after it, as in PostgreSQL.
   *
   * @throws DateTimeException if it is none, or not in the years 1 to 9999
   */
  public static OffsetDateTime utc(String text) {
    Matcher leap = LEAP_SECOND.matcher(text);
    boolean leaps = leap.find();
    OffsetDateTime time =
        OffsetDateTime.parse(leaps ? leap.replaceFirst("$159") : text)
            .plusSeconds(leaps ? 1 : 0)
            .withOffsetSameInstant(ZoneOffset.UTC);
    if (time.getYear() < 1 || time.getYear() > 9_999) {
      throw new DateTimeException("not in the years 1 to 9999");
    }
    return time;
  }
}
