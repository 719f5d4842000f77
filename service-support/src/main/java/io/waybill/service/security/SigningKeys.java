package io.waybill.service.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jose.util.health.HealthReport;
import com.nimbusds.jose.util.health.HealthStatus;
import io.waybill.service.failure.Reason;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys by which tokens are checked. They are fetched when first needed, and again when they are
 * old or a token names one that is not known, but not more often than {@link #BETWEEN_FETCHES}
 * allows, or any caller could make the service call the issuer. Known keys outlive an outage of the
 * issuer by {@link #OUTAGE}.
 */
final class SigningKeys {
  /** The least time between two tries to fetch the keys; one more try in it is free. */
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration OUTAGE = Duration.ofHours(1);
  private static final int LARGEST = 256 * 1024;

  private final String from;
  private final JWKSource<SecurityContext> source;
  private volatile boolean reachable = true;

  private SigningKeys(URL url, ResourceRetriever retriever) {
    from = url.toString();
    source =
        JWKSourceBuilder.<SecurityContext>create(url, retriever)
            // Those who need the keys wait for one fetch, and not for longer than it may take.
            .cache(FRESH.toMillis(), 2 * FETCH_TIMEOUT.toMillis())
            .refreshAheadCache(false)
            .rateLimited(BETWEEN_FETCHES.toMillis())
            .healthReporting(this::note)
            .outageTolerant(OUTAGE.toMillis())
            .build();
  }

  /** Those of the settings; nothing is fetched yet. */
  static SigningKeys of(SecuritySettings settings) {
    int timeout = Math.toIntExact(FETCH_TIMEOUT.toMillis());
    ResourceRetriever http = new DefaultResourceRetriever(timeout, timeout, LARGEST);
    return settings.hasKeySet()
        ? new SigningKeys(url(settings.jwkSetUri()), http)
        : new SigningKeys(
            url(settings.issuerUri()), new IssuerMetadata(settings.issuerUri(), http));
  }

  JWKSource<SecurityContext> source() {
    return source;
  }

  /** Whether the last fetch succeeded, or none was tried. */
  boolean reachable() {
    return reachable;
  }

  private void note(HealthReport<?, ?> report) {
    boolean now = report.getHealthStatus() == HealthStatus.HEALTHY;
    if (now != reachable) {
      if (now) {
        LOG.info("The keys for access tokens at {} can be fetched again", from);
      } else {
        LOG.warn(
            "The keys for access tokens at {} can't be fetched: {}. Calls are answered 503 unless the"
                + " keys are known",
            from,
            Reason.of(report.getException()));
      }
    }
    reachable = now;
  }

  private static URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Not a URL: " + text, e);
    }
  }
}
