package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  private static final Duration DELAY = Duration.ofMillis(200);
  private static final int PATIENCE_MILLIS = 300;

  private ServerSocket echo;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "echo");
    server.setDaemon(true);
    server.start();
    proxy = new TcpProxy(DELAY);
    proxy.leadTo(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (client;
                      InputStream in = client.getInputStream()) {
                    in.transferTo(client.getOutputStream());
                  } catch (IOException e) {
                    // The other end has gone.
                  }
                },
                "echo-one");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void passesBytesBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, 42)).isEqualTo(42);
    }
  }

  @Test
  void resetsConnectionsOldAndNewWhileCut() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, 1)).isEqualTo(1);
      proxy.set(TcpProxy.Mode.CUT);
      assertThatThrownBy(() -> whole(ask(client, 2))).isInstanceOf(IOException.class);
      try (Socket another = connect()) {
        assertThatThrownBy(() -> whole(ask(another, 3))).isInstanceOf(IOException.class);
      }
    }
    proxy.set(TcpProxy.Mode.PASS);
    try (Socket client = connect()) {
      assertThat(ask(client, 4)).isEqualTo(4);
    }
  }

  @Test
  void swallowsBytesWhileHalfOpenAndResetsThen() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, 1)).isEqualTo(1);
      proxy.set(TcpProxy.Mode.HALF_OPEN);
      assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(SocketTimeoutException.class);
      proxy.set(TcpProxy.Mode.PASS);
      assertThatThrownBy(() -> whole(ask(client, 3))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void delaysBytesWhileSlow() throws IOException {
    try (Socket client = connect()) {
      client.setSoTimeout(5000);
      proxy.set(TcpProxy.Mode.SLOW);
      long start = System.nanoTime();
      assertThat(ask(client, 1)).isEqualTo(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DELAY);
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  private static int ask(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    return client.getInputStream().read();
  }

  private static void whole(int answer) throws IOException {
    if (answer < 0) {
      throw new IOException("closed");
    }
  }
}
