package io.waybill.service.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.Environment;

/** The data source that follows from REST_DB_HOST and its like. */
final class DatabaseSettings {
  private static final String SERVICE_PREFIX = "routes-";

  private DatabaseSettings() {}

  /**
   * How the names of the service's database settings begin: {@code waybill.database.prefix}, or
   * REST_DB for the service {@code routes-rest}.
   */
  static Optional<String> prefix(Environment settings) {
    String given = settings.getProperty("waybill.database.prefix");
    if (given != null) {
      return Optional.of(given).filter(prefix -> !prefix.isBlank());
    }
    return Optional.of(settings.getProperty("spring.application.name", ""))
        .filter(name -> name.startsWith(SERVICE_PREFIX))
        .map(name -> name.substring(SERVICE_PREFIX.length()).toUpperCase(Locale.ROOT) + "_DB");
  }

  /**
   * Defaults for {@code spring.datasource.*} in terms of the prefixed settings.
   *
   * @param sslMode the default of {@code <prefix>_SSLMODE}
   */
  static Map<String, Object> dataSource(Environment settings, String prefix, String sslMode) {
    String user = prefix.toLowerCase(Locale.ROOT).replaceFirst("_db$", "");
    String name = user + "db";
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put(
        "spring.datasource.url",
        "jdbc:postgresql://${%1$s_HOST:localhost}:${%1$s_PORT:5432}/${%1$s_NAME:%2$s}?sslmode=${%1$s_SSLMODE:%3$s}&prepareThreshold=${%1$s_PREPARE_THRESHOLD:5}"
                .formatted(prefix, name, sslMode)
            + rootCertificate(settings, prefix));
    defaults.put("spring.datasource.username", "${%s_USER:%s}".formatted(prefix, user));
    defaults.put("spring.datasource.password", "${%s_PASSWORD:}".formatted(prefix));
    defaults.put("waybill.required-settings", prefix + "_PASSWORD");
    return defaults;
  }

  /** In the address, as the migration takes it from there too. */
  private static String rootCertificate(Environment settings, String prefix) {
    String file = SettingName.value(settings, prefix + "_SSLROOTCERT");
    return file == null || file.isBlank()
        ? ""
        : "&sslrootcert=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
  }
}
