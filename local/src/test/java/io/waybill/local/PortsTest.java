package io.waybill.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aPortIsTakenWhileSomethingListensOnLoopback() throws IOException {
    int port = Ports.free();
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(server.getLocalPort())).isFalse();
    }
    assertThat(Ports.isFree(port)).isTrue();
  }

  @Test
  void aPortIsTakenWhileSomethingListensOnAllAddresses() throws IOException {
    int port = Ports.free();
    try (ServerSocket server = new ServerSocket(port)) {
      assertThat(Ports.isFree(server.getLocalPort())).isFalse();
    }
  }
}
