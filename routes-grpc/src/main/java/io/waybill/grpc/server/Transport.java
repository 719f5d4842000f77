package io.waybill.grpc.server;

import io.grpc.ServerCredentials;
import java.io.IOException;

/** What the server shows of itself and asks of its clients: plain text or TLS. */
public interface Transport {
  /** For a server that starts now. */
  ServerCredentials credentials() throws IOException;
}
