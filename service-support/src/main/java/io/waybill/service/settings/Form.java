package io.waybill.service.settings;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the value of a setting must look like.
 *
 * @param shouldBe for the reader of the error: "should be …"
 * @param fits may throw an IllegalArgumentException for a value that does not fit
 */
record Form(String shouldBe, Predicate<String> fits) {
  static final Form PORT = port(1);

  /** 0 stands for any free port. */
  static final Form PORT_OR_ANY = port(0);

  static final Form DURATION =
      new Form(
          "a duration such as 30s or 2m", text -> !DurationStyle.detectAndParse(text).isNegative());

  static final Form AT_LEAST_A_SECOND =
      new Form("at least 1s", text -> DurationStyle.detectAndParse(text).toSeconds() >= 1);

  static final Form AT_LEAST_ONE =
      new Form("at least 1", text -> Long.parseLong(text.strip()) >= 1);

  static final Form EXECUTIONS =
      new Form("a number of executions, 0 for never", text -> text.matches("\\d{1,9}"));

  static final Form BROKERS =
      new Form(
          "a comma-separated list of host:port",
          text ->
              List.of(text.split(",", -1)).stream().map(String::strip).allMatch(Form::isBroker));

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):(\\d{1,5})");

  /** What browsers send: no path, no slash at the end. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(?:\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");

  static final Form ORIGINS =
      new Form(
          "* or origins such as https://app.example.com, separated by commas",
          origin -> origin.equals("*") || ORIGIN.matcher(origin).matches());

  static Form oneOf(String... values) {
    return new Form("one of " + String.join(", ", values), List.of(values)::contains);
  }

  static Form url(String shouldBe, String... schemes) {
    return new Form(
        shouldBe,
        text -> {
          URI uri = URI.create(text);
          return List.of(schemes).contains(String.valueOf(uri.getScheme()))
              && (uri.getHost() != null || "file".equals(uri.getScheme()));
        });
  }

  boolean accepts(String text) {
    try {
      return fits.test(text);
    } catch (IllegalArgumentException notOfThisForm) {
      return false;
    }
  }

  private static Form port(int lowest) {
    return new Form("a port number from 1 to 65535", text -> isPort(text, lowest));
  }

  private static boolean isPort(String text, int lowest) {
    return text.matches("\\d{1,5}")
        && Integer.parseInt(text) >= lowest
        && Integer.parseInt(text) <= 65_535;
  }

  private static boolean isBroker(String text) {
    Matcher parts = HOST_AND_PORT.matcher(text);
    return parts.matches() && isPort(parts.group(1), 1);
  }
}
