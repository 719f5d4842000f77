package io.waybill.system.overload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client that POSTs resources: a request, its answer, the next request. */
final class HttpClientConnection implements AutoCloseable {
  private static final byte[] REQUEST =
      """
      POST /api/v1/resources HTTP/1.1
      Host: 127.0.0.1
      Content-Type: application/json
      Content-Length: 41

      {"name":"one of many","status":"waiting"}\
      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final int LARGEST_ANSWER = 8 * 1024;
  private static final int STATUS_BEGIN = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_BEGIN + 3;
  private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: ([0-9]+)\r\n");
  private static final Pattern LOCATION =
      Pattern.compile("\r\nLocation: /api/v1/resources/(\\S+)\r\n");

  private final InetSocketAddress address;
  private final Selector selector;
  private final Answers answers;
  private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);
  private SocketChannel channel;
  private long sent;
  private boolean waits;

  HttpClientConnection(InetSocketAddress address, Selector selector, Answers answers)
      throws IOException {
    this.address = address;
    this.selector = selector;
    this.answers = answers;
    connect();
  }

  private void connect() throws IOException {
    channel = SocketChannel.open(address);
    channel.socket().setTcpNoDelay(true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  boolean waits() {
    return waits;
  }

  void send() throws IOException {
    if (!channel.isOpen()) {
      connect();
    }
    answer.clear();
    sent = System.nanoTime();
    waits = true;
    try {
      // A socket that waits for nothing has room for so little.
      channel.write(ByteBuffer.wrap(REQUEST));
    } catch (IOException closedMeanwhile) {
      connect();
      channel.write(ByteBuffer.wrap(REQUEST));
    }
  }

  /** Reads what is there; true when that was the last of an answer. */
  boolean read() throws IOException {
    try {
      if (channel.read(answer) < 0) {
        channel.close();
      }
    } catch (IOException broken) {
      channel.close();
    }
    String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n") + 4;
    if (head < 4) {
      return isBroken();
    }
    Matcher length = LENGTH.matcher(text);
    if (!length.find()) {
      throw new IOException("An answer without Content-Length: " + text);
    }
    if (text.length() < head + Integer.parseInt(length.group(1))) {
      return isBroken();
    }
    waits = false;
    judge(text.substring(0, head), System.nanoTime() - sent);
    return true;
  }

  private boolean isBroken() {
    waits = channel.isOpen();
    if (!waits) {
      answers.other("connection closed without an answer");
    }
    return !waits;
  }

  private void judge(String head, long nanos) throws IOException {
    String status = head.substring(STATUS_BEGIN, STATUS_END);
    Matcher location = LOCATION.matcher(head);
    if (status.equals("201") && location.find()) {
      answers.accepted(location.group(1), nanos);
    } else if (status.equals("503") && head.contains("\r\nRetry-After: ")) {
      answers.refused(nanos);
    } else {
      answers.other(head.lines().findFirst().orElseThrow());
    }
    if (head.contains("\r\nConnection: close")) {
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
