package io.waybill.service.http;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Which pages of other origins a browser lets call (CORS).
 *
 * @param allowedOrigins such as {@code https://app.example.com}, or {@code *}; empty: none
 * @param allowedMethods methods that such a page may use
 * @param allowedHeaders request headers that it may set; {@code *}: any
 * @param exposedHeaders headers of answers that it may read
 * @param allowCredentials whether the browser may send cookies and client certificates
 * @param maxAge how long a browser may keep the answer to a preflight
 */
@ConfigurationProperties("waybill.cors")
record CorsSettings(
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue List<String> allowedMethods,
    @DefaultValue List<String> allowedHeaders,
    @DefaultValue List<String> exposedHeaders,
    boolean allowCredentials,
    @DefaultValue("1h") Duration maxAge) {

  CorsConfiguration configuration() {
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOrigins(allowedOrigins);
    cors.setAllowedMethods(allowedMethods);
    cors.setAllowedHeaders(allowedHeaders);
    cors.setExposedHeaders(exposedHeaders);
    cors.setAllowCredentials(allowCredentials);
    cors.setMaxAge(maxAge);
    return cors;
  }
}
