package io.waybill.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/** TCP ports of the loopback address. */
public final class Ports {
  public static final String HOST = "127.0.0.1";

  // Below the range from which systems take ports for outgoing connections: such a port could be
  // taken between the look and the use, and again while a server that will come back is away.
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /** A port on which nothing listens now. */
  public static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = LOWEST + RANDOM.nextInt(HIGHEST - LOWEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "No free TCP port between " + LOWEST + " and " + HIGHEST + " on " + HOST);
  }

  /** Whether a server could listen on this port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
