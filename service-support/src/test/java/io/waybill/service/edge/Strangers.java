package io.waybill.service.edge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** What scanners, wrong clients and load balancers send to a port, and the log lines of it. */
public final class Strangers {
  private static final int TIMES = 12;
  private static final int WAIT_MILLIS = 30;
  private static final byte[] TLS_HELLO = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3};

  private Strangers() {}

  /**
   * Sends each of it many times; returns the lines at INFO and above that were logged meanwhile.
   */
  public static List<String> linesAbout(int port) throws IOException {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      byte[] noise = new byte[500];
      new Random(1).nextBytes(noise);
      for (int i = 0; i < TIMES; i++) {
        for (byte[] each :
            List.of(
                new byte[0],
                TLS_HELLO,
                noise,
                text("GET /wp-login.php HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                text("GET / HTTP/1.1\r\nHost : \u00e4\r\n\r\n"),
                text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all"),
                text("SSH-2.0-scanner\r\n"))) {
          send(port, each);
        }
      }
    } finally {
      root.detachAppender(log);
    }
    return List.copyOf(log.list).stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .map(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
        .toList();
  }

  private static byte[] text(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void send(int port, byte[] what) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(WAIT_MILLIS);
      socket.getOutputStream().write(what);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketException | java.net.SocketTimeoutException refused) {
      // As it may be.
    }
  }
}
