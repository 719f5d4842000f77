package io.waybill.service.settings;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;

/** A setting has two names: the property's and the environment variable's. */
final class SettingName {
  private static final Pattern SECRET =
      Pattern.compile("passw|secret|token|credential|private|api.?key", Pattern.CASE_INSENSITIVE);

  private SettingName() {}

  /** Both names, whichever is given: {@code server.port (environment variable SERVER_PORT)}. */
  static String describe(String name) {
    return property(name) + " (environment variable " + variable(name) + ")";
  }

  static String property(String name) {
    return isVariable(name) ? name.toLowerCase(Locale.ROOT).replace('_', '.') : name;
  }

  static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[.\\-\\[\\]]+", "_");
  }

  /** The value for a message, which never shows a secret. */
  static String show(String name, Object value) {
    String text = String.valueOf(value);
    // A URL may carry a password too.
    return SECRET.matcher(name).find() || SECRET.matcher(text).find() || text.contains("@")
        ? "the given value"
        : "\"" + text + "\"";
  }

  /** The setting, by the name as given or else by the property's name. */
  static String value(Environment settings, String name) {
    String value = settings.getProperty(name);
    return value != null ? value : settings.getProperty(property(name));
  }

  private static boolean isVariable(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT));
  }
}
