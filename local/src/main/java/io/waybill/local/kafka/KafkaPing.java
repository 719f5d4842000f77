package io.waybill.local.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a broker for the versions it speaks: the one question that needs no client library. */
public final class KafkaPing {
  private static final short API_VERSIONS = 18;
  private static final int CORRELATION = 4711;
  // Key, version, correlation id and the length of an absent client id.
  private static final int REQUEST_LENGTH = 2 + 2 + 4 + 2;

  private KafkaPing() {}

  /** Whether a broker answers on this port within the time. */
  public static boolean answers(int port, int timeoutMillis) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(timeoutMillis);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(REQUEST_LENGTH);
      out.writeShort(API_VERSIONS);
      out.writeShort(0);
      out.writeInt(CORRELATION);
      out.writeShort(-1);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return in.readInt() > 0 && in.readInt() == CORRELATION;
    } catch (IOException away) {
      return false;
    }
  }
}
