package io.waybill.service.security;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** The issuer's keys can't be fetched now, so that no token can be checked; that passes. */
public final class KeysUnavailableException extends AuthenticationException {
  KeysUnavailableException(Throwable cause) {
    super("Access tokens can't be checked now: the issuer's keys can't be fetched.", cause);
  }

  /** When it makes sense to try again. */
  public Duration retryAfter() {
    return SigningKeys.BETWEEN_FETCHES;
  }
}
