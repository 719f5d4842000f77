package io.waybill.grpc.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * Plain text, or TLS by the SSL bundle that the web server uses too: {@code waybill.tls.*}. When
 * the files of the bundle change, the next connection gets the new certificate.
 */
@Component
final class BundleTransport {
  private static final Logger LOG = LoggerFactory.getLogger(BundleTransport.class);
  private static final String BUNDLE = "waybill";

  private final SslBundles bundles;

  /** What is asked of clients when the bundle names authorities for them. */
  private final ClientAuth clientAuth;

  BundleTransport(
      SslBundles bundles, @Value("${waybill.tls.client-auth:required}") String clientAuth) {
    this.bundles = bundles;
    this.clientAuth = clientAuth.equals("optional") ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
  }

  ServerCredentials credentials() throws IOException {
    SslBundle bundle;
    try {
      bundle = bundles.getBundle(BUNDLE);
    } catch (NoSuchSslBundleException noCertificate) {
      return InsecureServerCredentials.create();
    }
    try {
      return credentials(bundle);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "The certificate of the gRPC server (waybill.tls.*) can't be used: " + e.getMessage(), e);
    }
  }

  private ServerCredentials credentials(SslBundle bundle)
      throws IOException, GeneralSecurityException {
    AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
    show(bundle, identity);
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder().keyManager(identity);
    AdvancedTlsX509TrustManager clients =
        AdvancedTlsX509TrustManager.newBuilder()
            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
            .build();
    if (bundle.getStores().getTrustStore() != null) {
      trust(bundle, clients);
      credentials.trustManager(clients).clientAuth(clientAuth);
    }
    bundles.addBundleUpdateHandler(BUNDLE, changed -> renew(changed, identity, clients));
    return credentials.build();
  }

  private static void renew(
      SslBundle changed, AdvancedTlsX509KeyManager identity, AdvancedTlsX509TrustManager clients) {
    try {
      show(changed, identity);
      if (changed.getStores().getTrustStore() != null) {
        trust(changed, clients);
      }
      LOG.info("gRPC shows the new certificate");
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn(
          "The new certificate (waybill.tls.*) can't be used, the one before stays: {}",
          e.getMessage());
    }
  }

  private static void show(SslBundle bundle, AdvancedTlsX509KeyManager identity)
      throws GeneralSecurityException {
    KeyStore store = bundle.getStores().getKeyStore();
    String alias = Collections.list(store.aliases()).get(0);
    X509Certificate[] chain =
        Arrays.stream(store.getCertificateChain(alias))
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    identity.updateIdentityCredentials(chain, (PrivateKey) store.getKey(alias, new char[0]));
  }

  private static void trust(SslBundle bundle, AdvancedTlsX509TrustManager clients)
      throws IOException, GeneralSecurityException {
    KeyStore store = bundle.getStores().getTrustStore();
    List<X509Certificate> authorities = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      authorities.add((X509Certificate) store.getCertificate(alias));
    }
    clients.updateTrustCredentials(authorities.toArray(X509Certificate[]::new));
  }
}
