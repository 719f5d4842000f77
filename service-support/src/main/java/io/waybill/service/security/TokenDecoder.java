package io.waybill.service.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import io.waybill.sql.SqlStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Checks a token's signature and claims. Only asymmetric signatures count. */
final class TokenDecoder {
  /** RFC 9068 names the type, in two forms; many issuers still leave it out or call it JWT. */
  private static final JOSEObjectTypeVerifier<SecurityContext> TYPES =
      new DefaultJOSEObjectTypeVerifier<>(
          JOSEObjectType.JWT,
          new JOSEObjectType("at+jwt"),
          new JOSEObjectType("application/at+jwt"),
          null);

  private final SigningKeys keys;
  private final NimbusJwtDecoder decoder;

  TokenDecoder(SecuritySettings settings, SigningKeys keys) {
    this.keys = keys;
    decoder =
        NimbusJwtDecoder.withJwkSource(keys.source())
            .jwsAlgorithms(algorithms -> algorithms.addAll(EnumSet.allOf(SignatureAlgorithm.class)))
            .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(TYPES))
            .build();
    decoder.setJwtValidator(claims(settings));
  }

  private static OAuth2TokenValidator<Jwt> claims(SecuritySettings settings) {
    List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
    rules.add(new JwtTimestampValidator(settings.clockSkew()));
    // Spring takes a token without an end for one that never ends.
    rules.add(new JwtClaimValidator<Instant>(JwtClaimNames.EXP, end -> end != null));
    rules.add(
        new JwtClaimValidator<Object>(
            JwtClaimNames.SUB, subject -> subject instanceof String name && !name.isBlank()));
    if (settings.hasIssuer()) {
      rules.add(new JwtIssuerValidator(settings.issuerUri()));
    }
    if (!settings.audience().isEmpty()) {
      Set<String> wanted = new HashSet<>(settings.audience());
      rules.add(
          new JwtClaimValidator<List<String>>(
              JwtClaimNames.AUD, given -> given != null && !Collections.disjoint(given, wanted)));
    }
    return new DelegatingOAuth2TokenValidator<>(rules);
  }

  /** The token, if it is to be trusted. */
  Jwt decode(String token) {
    try {
      return decoder.decode(token);
    } catch (JwtValidationException e) {
      throw NotAuthenticatedException.refused(reasons(e));
    } catch (BadJwtException e) {
      throw NotAuthenticatedException.refused(
          "it is malformed, or its signature is not one of the issuer's");
    } catch (JwtException e) {
      if (isLimited(e) && keys.reachable()) {
        // The keys were fetched a moment ago, and the token's was not among them.
        throw NotAuthenticatedException.refused("its key is not one of the issuer's");
      }
      throw new KeysUnavailableException(e);
    }
  }

  private static boolean isLimited(Throwable failure) {
    return SqlStates.causes(failure).anyMatch(RateLimitReachedException.class::isInstance);
  }

  private static String reasons(JwtValidationException e) {
    return e.getErrors().stream()
        .map(OAuth2Error::getDescription)
        .distinct()
        .collect(Collectors.joining("; "))
        .replaceAll("[^ !#-\\[\\]-~]", " ");
  }
}
