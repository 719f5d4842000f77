package io.waybill.grpc.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plain text, or TLS by PEM files that are read again when they change. */
final class Transport implements AutoCloseable {
  private final TlsSettings settings;
  private ScheduledExecutorService reload;

  Transport(TlsSettings settings) {
    this.settings = settings;
  }

  ServerCredentials credentials() throws IOException {
    if (!settings.isOn()) {
      return InsecureServerCredentials.create();
    }
    reload =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "grpc-certificates");
              thread.setDaemon(true);
              return thread;
            });
    try {
      TlsServerCredentials.Builder credentials =
          TlsServerCredentials.newBuilder().keyManager(identity());
      if (settings.asksForClientCertificates()) {
        credentials
            .trustManager(clientAuthorities())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
      return credentials.build();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(
          "The certificate of the gRPC server can't be read from "
              + settings.certificate()
              + " and "
              + settings.privateKey()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private AdvancedTlsX509KeyManager identity() throws IOException, GeneralSecurityException {
    AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
    identity.updateIdentityCredentials(
        Path.of(settings.certificate()).toFile(),
        Path.of(settings.privateKey()).toFile(),
        settings.reloadPeriod().toMillis(),
        TimeUnit.MILLISECONDS,
        reload);
    return identity;
  }

  private AdvancedTlsX509TrustManager clientAuthorities()
      throws IOException, GeneralSecurityException {
    AdvancedTlsX509TrustManager authorities =
        AdvancedTlsX509TrustManager.newBuilder()
            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
            .build();
    authorities.updateTrustCredentials(
        Path.of(settings.clientCa()).toFile(),
        settings.reloadPeriod().toMillis(),
        TimeUnit.MILLISECONDS,
        reload);
    return authorities;
  }

  @Override
  public void close() {
    if (reload != null) {
      reload.shutdownNow();
    }
  }
}
