package io.waybill.service.security;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Finds out who calls, from the access token; HTTP and gRPC ask the same. There is such a bean only
 * with {@code waybill.security.enabled}; without it everybody may call.
 */
public final class CallerAuthentication {
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([A-Za-z0-9\\-._~+/]+=*) *", Pattern.CASE_INSENSITIVE);
  private static final List<String> SCOPE_CLAIMS = List.of("scope", "scp");

  private final TokenDecoder decoder;

  CallerAuthentication(TokenDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * The caller whom the value of the {@code Authorization} header (or metadata entry) shows. May
   * block for the fetch of the issuer's keys, a few seconds at most.
   *
   * @param authorization {@code Bearer <token>}; null when the caller sent none
   * @throws NotAuthenticatedException if there is no token, or it is not accepted
   * @throws KeysUnavailableException if the issuer's keys can't be fetched now
   */
  public Caller authenticate(String authorization) {
    if (authorization == null) {
      throw NotAuthenticatedException.noToken();
    }
    Matcher bearer = BEARER.matcher(authorization);
    if (!bearer.matches()) {
      throw NotAuthenticatedException.noToken();
    }
    Jwt token = decoder.decode(bearer.group(1));
    return new Caller(token.getSubject(), scopes(token));
  }

  /** By RFC 8693 one text with spaces between; some issuers send a list. */
  private static Set<String> scopes(Jwt token) {
    Set<String> scopes = new HashSet<>();
    for (String name : SCOPE_CLAIMS) {
      Object claim = token.getClaim(name);
      if (claim instanceof String text && !text.isBlank()) {
        scopes.addAll(List.of(text.strip().split(" +")));
      } else if (claim instanceof Collection<?> list) {
        list.forEach(scope -> scopes.add(String.valueOf(scope)));
      }
    }
    return scopes;
  }
}
