package io.waybill.grpc.server;

import java.time.Duration;

/**
 * The PEM files of TLS.
 *
 * @param certificate file with the certificate and its chain; empty for plain text
 * @param privateKey file with its key, PKCS 8
 * @param clientCa file with the authorities of client certificates; empty if none are asked for
 * @param reloadPeriod how often the files are looked at
 */
public record TlsSettings(
    String certificate, String privateKey, String clientCa, Duration reloadPeriod) {
  boolean isOn() {
    return !certificate.isEmpty();
  }

  boolean asksForClientCertificates() {
    return !clientCa.isEmpty();
  }
}
