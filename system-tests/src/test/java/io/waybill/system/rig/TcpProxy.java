package io.waybill.system.rig;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy on loopback whose connections can be made to fail. */
final class TcpProxy implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final int CONNECT_MILLIS = 2000;

  /** What becomes of the connections. */
  enum Mode {
    PASS,
    /** Reset, and new ones too. */
    CUT,
    /** Each chunk of bytes comes late. */
    SLOW,
    /** Open, but nothing arrives any more, as when a host or a firewall in between has gone. */
    HALF_OPEN
  }

  private final ServerSocket server;
  private final Duration delay;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile int target;

  /**
   * @param delay of each chunk while slow
   */
  TcpProxy(Duration delay) {
    this.delay = delay;
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("proxy-" + port(), this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Where connections lead. */
  void leadTo(int port) {
    target = port;
  }

  void set(Mode next) {
    Mode before = mode;
    mode = next;
    // What went through a half-open connection is missing in it for ever.
    if (next == Mode.CUT || before == Mode.HALF_OPEN) {
      sockets.forEach(this::reset);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(this::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        start("proxy-connect", () -> connect(client));
      } catch (IOException e) {
        // Closed, or a client that has gone already.
      }
    }
  }

  private void connect(Socket client) {
    if (mode == Mode.CUT) {
      reset(client);
    } else if (mode == Mode.HALF_OPEN) {
      pump(client, null);
    } else {
      try {
        Socket upstream = new Socket();
        sockets.add(upstream);
        upstream.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        start("proxy-back", () -> pump(upstream, client));
        pump(client, upstream);
      } catch (IOException e) {
        reset(client);
      }
    }
  }

  /** Until one end has gone, which takes the other with it. */
  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to == null ? OutputStream.nullOutputStream() : to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (mode == Mode.SLOW) {
          LockSupport.parkNanos(delay.toNanos());
        }
        if (mode != Mode.HALF_OPEN) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // Both ends are told below.
    } finally {
      reset(from);
      if (to != null) {
        reset(to);
      }
    }
  }

  private void reset(Socket socket) {
    sockets.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
