package io.waybill.service.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks which pages of other origins may call. */
final class CorsCheck {
  private static final String ORIGINS = "waybill.cors.allowed-origins";
  private static final String CREDENTIALS = "waybill.cors.allow-credentials";
  private static final String ANY = "*";

  /** What browsers send: no path, no slash at the end. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(?:\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");

  private final Environment settings;

  CorsCheck(Environment settings) {
    this.settings = settings;
  }

  /** Throws an {@link InvalidSetting} for an origin that no browser sends, or a risky one. */
  void run() {
    List<String> origins =
        Binder.get(settings).bind(ORIGINS, Bindable.listOf(String.class)).orElse(List.of());
    for (String origin : origins) {
      if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
        throw InvalidSetting.wrong(
            ORIGINS, origin, "* or origins such as https://app.example.com, separated by commas");
      }
    }
    if (origins.contains(ANY) && settings.getProperty(CREDENTIALS, Boolean.class, false)) {
      throw new InvalidSetting(
          ORIGINS,
          "is \"*\", but "
              + CREDENTIALS
              + " is true: any page could call as its visitor. Name the"
              + " origins, or set "
              + CREDENTIALS
              + "=false");
    }
  }
}
