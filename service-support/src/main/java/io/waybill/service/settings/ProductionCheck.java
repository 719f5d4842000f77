package io.waybill.service.settings;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** What the profile production doesn't let pass. */
final class ProductionCheck {
  /** The profile that turns security on. */
  static final String PROFILE = "production";

  /** Lets plain connections pass, for a network that encrypts by itself. */
  static final String INSECURE = "waybill.security.insecure-transport";

  private static final String ENABLED = "waybill.security.enabled";
  private static final String AUDIENCE = "waybill.security.audience";
  private static final List<String> PLAIN_MODES = List.of("disable", "allow", "prefer");

  private final Environment settings;

  ProductionCheck(Environment settings) {
    this.settings = settings;
  }

  /**
   * Throws an {@link InvalidSetting} for the first setting that is too weak.
   *
   * @param serves whether the process answers calls; one that only migrates does not
   */
  void run(boolean serves) {
    boolean encrypted = !settings.getProperty(INSECURE, Boolean.class, false);
    if (serves && !settings.getProperty(ENABLED, Boolean.class, false)) {
      throw new InvalidSetting(ENABLED, "is \"false\", but the profile production needs \"true\"");
    }
    if (serves && settings.getProperty(AUDIENCE, "").isBlank()) {
      throw new InvalidSetting(
          AUDIENCE,
          "is missing, but the profile production needs the name by which the issuer means this"
              + " service: without it, tokens for any other service would be accepted too");
    }
    if (encrypted) {
      DatabaseSettings.prefix(settings).ifPresent(prefix -> database(prefix + "_SSLMODE"));
    }
    if (serves && encrypted) {
      kafka();
      http();
      encryptedUrl(SettingsCheck.ISSUER);
      encryptedUrl(SettingsCheck.KEYS);
    }
  }

  private void database(String name) {
    String mode = SettingName.value(settings, name);
    if (mode != null && PLAIN_MODES.contains(mode)) {
      throw plain(name, "is \"" + mode + "\"", "require, verify-ca or verify-full");
    }
  }

  private void kafka() {
    String protocol = settings.getProperty(SettingsCheck.KAFKA_PROTOCOL, "PLAINTEXT");
    if (!protocol.endsWith("SSL")) {
      throw plain(SettingsCheck.KAFKA_PROTOCOL, "is \"" + protocol + "\"", "SSL or SASL_SSL");
    }
  }

  private void http() {
    boolean none =
        Stream.of(
                TlsSettings.CERTIFICATE,
                "server.ssl.bundle",
                "server.ssl.certificate",
                "server.ssl.key-store")
            .allMatch(name -> settings.getProperty(name, "").isBlank());
    if (none) {
      throw plain(TlsSettings.CERTIFICATE, "is missing", "the PEM file of a certificate");
    }
  }

  private void encryptedUrl(String name) {
    if (settings.getProperty(name, "").startsWith("http:")) {
      throw plain(name, "begins with http:", "https:");
    }
  }

  private static InvalidSetting plain(String name, String given, String needed) {
    return new InvalidSetting(
        name,
        "%s, but the profile production needs %s, or %s=true where the network encrypts"
            .formatted(given, needed, INSECURE));
  }
}
