package io.waybill.rest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
import java.io.IOException;
import java.net.Socket;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests of which a proxy and the service could see different ends: none makes the service take a
 * part of one for a request of its own.
 */
class HostileRequestsIT extends ServiceIT {
  private static final String BODY = "{\"name\":\"n\"}";
  private static final String CHUNKED_BODY = "c\r\n" + BODY + "\r\n0\r\n\r\n";
  private static final String SMUGGLED = "GET /health/liveness HTTP/1.1\r\nHost: smuggled\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  /** The headers that frame the body; a backslash stands before r, n, t and 0. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Content-Length: 6\\r\\nTransfer-Encoding: chunked",
        "400 | Content-Length: 12\\r\\nContent-Length: 13",
        "400 | Content-Length: 12\\r\\nContent-Length: 12",
        "400 | Content-Length: 12, 12",
        "400 | Content-Length: +12",
        "400 | Content-Length: -1",
        "400 | Content-Length: 12\\0",
        "501 | Transfer-Encoding: xchunked",
        "400 | Transfer-Encoding: chunked, identity",
        "400 | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked",
        "400 | Transfer-Encoding : chunked",
        "400 | Transfer-Encoding: \\0chunked",
        "400 | Content-Length: 12\\rTransfer-Encoding: chunked"
      })
  void endsTheConnectionOfARequestWithTwoEnds(int status, String framing) throws IOException {
    String sent =
        "POST "
            + RESOURCES
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + framing
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
            + "\r\n\r\n0\r\n\r\n"
            + SMUGGLED;
    assertOneAnswer(status, exchange(sent));
  }

  /** RFC 9112, 6.1: the chunks count, and the connection ends, so that nothing follows. */
  @Test
  void endsTheConnectionAfterChunksWithALength() throws IOException {
    String sent =
        "POST "
            + RESOURCES
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            + CHUNKED_BODY
            + SMUGGLED;
    String answer = exchange(sent);
    assertThat(STATUS.matcher(answer).results()).hasSize(1);
    assertThat(answer).startsWith("HTTP/1.1 201 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"400 | zz", "400 | -1", "400 | fffffffffffffffff", "400 | 0x1"})
  void refusesAChunkWithoutALength(int status, String length) throws IOException {
    String sent =
        "POST "
            + RESOURCES
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + length
            + "\r\n"
            + BODY
            + "\r\n0\r\n\r\n"
            + SMUGGLED;
    assertOneAnswer(status, exchange(sent));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | GET / HTTP/1.1",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nHost: y",
        "400 | GET / HTTP/1.1\\r\\nHost: x y",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nX-A: a\\0b",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nX-A: a\\rX-B: b",
        "505 | GET / HTTP/9.9\\r\\nHost: x"
      })
  void refusesAMalformedHead(int status, String head) throws IOException {
    String sent = head.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    assertOneAnswer(status, exchange(sent + "\r\n\r\n" + SMUGGLED));
  }

  @Test
  void takesABodyThatBeginsWithAByteOrderMark() {
    assertThat(post("\ufeff" + BODY).statusCode()).isEqualTo(201);
  }

  private static void assertOneAnswer(int status, String answer) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json");
    assertThat(STATUS.matcher(answer).results()).hasSize(1);
  }

  /** Everything that comes until the service ends the connection, which it has seconds to do. */
  private String exchange(String sent) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
