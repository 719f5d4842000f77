package io.waybill.service.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.Environment;

/** {@code waybill.tls.*} as an SSL bundle of Spring Boot, which watches the files. */
final class TlsSettings {
  static final String CERTIFICATE = "waybill.tls.certificate";
  static final String PRIVATE_KEY = "waybill.tls.private-key";
  static final String CLIENT_CA = "waybill.tls.client-ca";
  static final String CLIENT_AUTH = "waybill.tls.client-auth";

  private static final String BUNDLE = "spring.ssl.bundle.pem.waybill.";

  private TlsSettings() {}

  /** Settings for the web server; none unless there is a certificate. */
  static Map<String, Object> bundle(Environment settings) {
    Map<String, Object> bundle = new LinkedHashMap<>();
    String certificate = settings.getProperty(CERTIFICATE, "");
    if (certificate.isBlank()) {
      return bundle;
    }
    bundle.put(BUNDLE + "keystore.certificate", url(certificate));
    bundle.put(BUNDLE + "keystore.private-key", url(settings.getRequiredProperty(PRIVATE_KEY)));
    bundle.put(BUNDLE + "options.enabled-protocols", "TLSv1.3,TLSv1.2");
    bundle.put(BUNDLE + "reload-on-update", true);
    // The two files are not replaced in one moment.
    bundle.put("spring.ssl.bundle.watch.file.quiet-period", "1s");
    bundle.put("server.ssl.bundle", "waybill");
    String clients = settings.getProperty(CLIENT_CA, "");
    if (!clients.isBlank()) {
      bundle.put(BUNDLE + "truststore.certificate", url(clients));
      bundle.put(
          "server.ssl.client-auth",
          settings.getProperty(CLIENT_AUTH, "required").equals("optional") ? "want" : "need");
    }
    return bundle;
  }

  private static String url(String file) {
    return Path.of(file).toUri().toString();
  }
}
