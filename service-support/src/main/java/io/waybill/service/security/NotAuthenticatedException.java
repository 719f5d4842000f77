package io.waybill.service.security;

import org.springframework.security.core.AuthenticationException;

/** The caller sent no token, or one that is not accepted; the message is for the caller. */
public final class NotAuthenticatedException extends AuthenticationException {
  private final boolean tokenGiven;

  private NotAuthenticatedException(boolean tokenGiven, String message) {
    super(message);
    this.tokenGiven = tokenGiven;
  }

  static NotAuthenticatedException noToken() {
    return new NotAuthenticatedException(
        false, "Send an access token: Authorization: Bearer <token>.");
  }

  static NotAuthenticatedException refused(String reason) {
    return new NotAuthenticatedException(true, "The access token is not accepted: " + reason + ".");
  }

  /** The value of {@code WWW-Authenticate} (RFC 6750). */
  public String challenge() {
    return tokenGiven
        ? "Bearer error=\"invalid_token\", error_description=\"" + getMessage() + "\""
        : "Bearer";
  }
}
