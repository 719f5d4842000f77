package io.waybill.service.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens on this machine: its metadata, its keys, and tokens of every quality. */
public final class Issuer implements AutoCloseable {
  // Made once, as that takes its time.
  private static final RSAKey OWN = newRsa();
  private static final RSAKey OTHER = newRsa();

  final RSAKey rsa = new RSAKey.Builder(OWN).keyID("rsa").build();
  final ECKey ec = ec();
  final AtomicInteger fetches = new AtomicInteger();

  private final List<JWK> keys = new CopyOnWriteArrayList<>(List.of(rsa, ec));
  private final HttpServer server;

  /** Starts it on a free port. */
  public Issuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer(
        "/realm/.well-known/openid-configuration",
        () -> "{\"issuer\":\"" + uri() + "\",\"jwks_uri\":\"" + keysUri() + "\"}");
    answer("/keys", this::keySet);
    server.start();
  }

  private interface Body {
    String text();
  }

  private void answer(String path, Body body) {
    server.createContext(
        path,
        exchange -> {
          if (path.equals("/keys")) {
            fetches.incrementAndGet();
          }
          byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /** Its name, where its metadata are. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  String keysUri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
  }

  String keySet() {
    return new JWKSet(List.copyOf(keys)).toString();
  }

  /** Publishes one more key. */
  void add(JWK key) {
    keys.add(key);
  }

  /** A key of somebody else, under this name. */
  static RSAKey rsa(String id) {
    return new RSAKey.Builder(OTHER).keyID(id).build();
  }

  private static RSAKey newRsa() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims that are all right; to be changed for those that are not. */
  public JWTClaimsSet.Builder claims(String scope) {
    return new JWTClaimsSet.Builder()
        .issuer(uri())
        .audience("waybill")
        .subject("alice")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
        .claim("scope", scope);
  }

  /** A token that is all right. */
  public String token(String scope) {
    return sign(claims(scope).build());
  }

  /** A token with these claims. */
  public String sign(JWTClaimsSet claims) {
    return sign(claims, rsa);
  }

  static String sign(JWTClaimsSet claims, JWK key) {
    return sign(claims, key, null);
  }

  /** With this type in its header; null for none. */
  static String sign(JWTClaimsSet claims, JWK key, String type) {
    try {
      boolean isEc = key instanceof ECKey;
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(isEc ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256)
                  .keyID(key.getKeyID())
                  .type(type == null ? null : new JOSEObjectType(type))
                  .build(),
              claims);
      token.sign(isEc ? new ECDSASigner(key.toECKey()) : new RSASSASigner(key.toRSAKey()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed with the public key as if it were a shared secret. */
  String hmac(JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims);
      token.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
