package io.waybill.system.overload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** POSTs over connections that are kept open, by one selector. */
final class HttpGenerator implements Generator {
  private static final long ANSWER_LIMIT = Duration.ofSeconds(30).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private final InetSocketAddress address;

  HttpGenerator(String url) {
    URI uri = URI.create(url);
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  @Override
  public Answers offer(int clients, double perSecond, Duration time) throws IOException {
    Answers answers = new Answers(time);
    List<HttpClientConnection> all = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < clients; i++) {
        all.add(new HttpClientConnection(address, selector, answers));
      }
      offer(selector, new ArrayDeque<>(all), perSecond, time.toNanos());
      all.stream().filter(HttpClientConnection::waits).forEach(each -> answers.other("no answer"));
    } finally {
      for (HttpClientConnection connection : all) {
        connection.close();
      }
    }
    return answers;
  }

  private static void offer(
      Selector selector, Queue<HttpClientConnection> idle, double perSecond, long nanos)
      throws IOException {
    int clients = idle.size();
    long start = System.nanoTime();
    long sent = 0;
    long passed = 0;
    while (passed < nanos || (idle.size() < clients && passed < nanos + ANSWER_LIMIT)) {
      while (passed < nanos && sent < perSecond * passed / NANOS_PER_SECOND && !idle.isEmpty()) {
        idle.remove().send();
        sent++;
      }
      selector.select(1);
      for (SelectionKey key : selector.selectedKeys()) {
        HttpClientConnection connection = (HttpClientConnection) key.attachment();
        if (connection.waits() && connection.read()) {
          idle.add(connection);
        }
      }
      selector.selectedKeys().clear();
      passed = System.nanoTime() - start;
    }
  }
}
