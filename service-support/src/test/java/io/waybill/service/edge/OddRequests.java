package io.waybill.service.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/**
 * Requests that few clients send, of which some are fine and some must be refused. A service with
 * tokens gives the same answers to them as one without, headers included.
 */
public final class OddRequests {
  /** Stands in header values that must not be found in logs. */
  public static final String SECRET = "Dvo\u0159\u00e1k";

  private static final String UTF8 = new String(SECRET.getBytes(UTF_8), ISO_8859_1);
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern TYPE = Pattern.compile("(?im)^content-type: *([^;\\r]*)");
  private static final Pattern REQUEST_ID = Pattern.compile("(?im)^x-request-id: *\\S");
  private static final Pattern HEADER = Pattern.compile("(?m)^([^\\s:]+): *([^\\r\\n]*)");

  /** Differ from one request to the next, or are set in one of the two services only. */
  private static final Set<String> OF_ITS_OWN =
      Set.of("date", "x-request-id", "content-length", "ratelimit", "ratelimit-policy");

  private static final List<String> HEADERS =
      List.of(
          "X-User: " + UTF8,
          "X-User: Dvo\u00f8\u00e1k",
          "X-User: \u0080\u00ff",
          "X-User: a\tb",
          "X-User:",
          "X-User: \u0001",
          "X-User: \u007f",
          "X-\u00e9: a",
          "User-Agent: " + UTF8,
          "Cookie: name=" + UTF8,
          "Cookie: ;;;=,\"",
          "Cookie: $Version=1; a=\u0001",
          "Referer: http://" + UTF8 + "/",
          "Origin: null",
          "Origin: " + UTF8,
          "Origin: https://other.example",
          "X-Request-Id: " + UTF8,
          "X-Operator: " + UTF8,
          "Accept: " + UTF8,
          "Accept: */*;q=" + UTF8,
          "Accept: text/plain",
          "Accept-Language: " + UTF8,
          "Accept-Encoding: " + UTF8,
          "Content-Type: " + UTF8,
          "Content-Type: application/x-www-form-urlencoded",
          "If-Match: " + UTF8,
          "If-None-Match: " + UTF8,
          "If-Modified-Since: " + UTF8,
          "Idempotency-Key: " + UTF8,
          "traceparent: " + UTF8,
          "tracestate: " + UTF8,
          "Range: bytes=0-0",
          "Expect: 200-ok",
          "Upgrade: websocket",
          "Forwarded: host=" + UTF8,
          "X-Forwarded-For: " + UTF8,
          "X-Forwarded-Prefix: " + UTF8,
          "X-Forwarded-Prefix: //other.example",
          "X-HTTP-Method-Override: DELETE",
          "CamelHttpResponseCode: 299");

  /** What comes behind the path; {@code <} stands for the path's own last segment. */
  private static final List<String> TAILS =
      List.of(
          ";",
          ";x=1",
          ";jsessionid=1",
          "%3b",
          "%3Bx",
          "%25",
          "%2525",
          "%0a",
          "%0A",
          "%0d%0aX-A:%20b",
          "%00",
          "%01",
          "%7f",
          "%2e",
          "%2E%2e",
          "/..",
          "/../",
          "/./",
          "/.",
          "//",
          "/%2e%2e/<",
          "%2f",
          "%2F",
          "%5c",
          "\\",
          "%e9",
          "%c3%a9",
          "%zz",
          "%",
          "%e2%80%a8",
          "%c2%85",
          "\u00e9",
          "{",
          "}",
          "|",
          "^",
          "\"",
          "<",
          "`",
          "/",
          ".",
          ".json",
          "%20",
          "+",
          "~",
          "*",
          "@",
          ":",
          "$",
          "?%00",
          "?=",
          "?&&",
          "?a=%zz",
          "?%",
          "?\u00e9",
          "?a[]=1",
          "?;",
          "?%0a=%0d",
          "?<script>",
          "?a=" + UTF8,
          "?/../",
          "#fragment",
          "/" + "a/".repeat(400),
          "/" + "a".repeat(20_000));

  private static final List<String> METHODS =
      List.of(
          "get",
          "BREW",
          "PROPFIND",
          "TRACE",
          "TRACK",
          "OPTIONS",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "CONNECT",
          "G\u00c9T",
          "A".repeat(300));

  /** One service in one mode; a new token, or null, for each request. */
  public record Service(int port, Supplier<String> token) {}

  private record Answer(int status, String type, List<String> headers, String body) {}

  private OddRequests() {}

  /** Sends all of them, for each path, to both. */
  public static void assertAlike(Service development, Service production, List<String> paths) {
    SoftAssertions all = new SoftAssertions();
    for (String request : requests(paths)) {
      Answer expected = answer(request, development);
      String name = request.substring(0, Math.min(120, request.length())).replace("\r\n", "; ");
      check(all, name, expected);
      Answer given = answer(request, production);
      boolean stopped = given.status == 401 || given.status == 403;
      if (production.token == null && stopped) {
        all.assertThat(given.type).as(name).isEqualTo("application/problem+json");
      } else {
        all.assertThat(given).as(name).isEqualTo(expected);
      }
    }
    all.assertAll();
  }

  private static void check(SoftAssertions all, String name, Answer answer) {
    all.assertThat(answer.status).as(name).isNotEqualTo(500).isNotEqualTo(503);
    all.assertThat(answer.body)
        .as(name)
        .doesNotContain("Exception", "\tat ", "'null'", "The service failed");
    // Spring Boot's endpoint answers 404 for an unknown group of /health, without a body.
    boolean silent = name.startsWith("HEAD") || name.startsWith("GET /health/");
    if (answer.status >= 400 && !silent) {
      all.assertThat(answer.type).as(name).isEqualTo("application/problem+json");
    }
  }

  private static List<String> requests(List<String> paths) {
    List<String> requests = new ArrayList<>();
    for (String path : paths) {
      HEADERS.forEach(header -> requests.add("GET " + path + " HTTP/1.1\r\n" + header));
      String last = path.substring(path.lastIndexOf('/') + 1);
      for (String tail : TAILS) {
        requests.add("GET " + path + tail.replace("/<", "/" + last) + " HTTP/1.1");
      }
      METHODS.forEach(method -> requests.add(method + " " + path + " HTTP/1.1"));
      for (String before : List.of("/", "/./", "/x/..", "/%2e", "/;", "\\")) {
        requests.add("GET " + before + path + " HTTP/1.1");
      }
      requests.add("GET " + path.toUpperCase(Locale.ROOT) + " HTTP/1.1");
      requests.add("GET http://other.example" + path + " HTTP/1.1");
    }
    requests.add("OPTIONS * HTTP/1.1");
    requests.add("GET * HTTP/1.1");
    requests.add("GET relative HTTP/1.1");
    return requests;
  }

  private static Answer answer(String request, Service service) {
    String authorization =
        service.token == null ? "" : "\r\nAuthorization: Bearer " + service.token.get();
    String text =
        exchange(
            request + authorization + "\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            service.port);
    Matcher status = STATUS.matcher(text);
    assertThat(status.lookingAt()).as("an answer to %s: %s", request, text).isTrue();
    // That one Tomcat answers before anything of ours.
    boolean ofTomcat = request.startsWith("OPTIONS * ");
    assertThat(ofTomcat || REQUEST_ID.matcher(text).find())
        .as("an X-Request-Id for %s: %s", request, text)
        .isTrue();
    Matcher type = TYPE.matcher(text);
    int code = Integer.parseInt(status.group(1));
    // What a call answers that succeeds may change from one time to the next.
    String body = code < 400 ? "" : text.substring(text.indexOf("\r\n\r\n") + 4);
    return new Answer(code, type.find() ? type.group(1).strip() : "", headers(text), body);
  }

  private static List<String> headers(String text) {
    return HEADER
        .matcher(text.substring(0, text.indexOf("\r\n\r\n")))
        .results()
        .map(header -> header.group(1).toLowerCase(Locale.ROOT) + ": " + header.group(2))
        .filter(header -> !OF_ITS_OWN.contains(header.substring(0, header.indexOf(':'))))
        .sorted()
        .toList();
  }

  private static String exchange(String sent, int port) {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(sent.substring(0, Math.min(120, sent.length())), e);
    }
  }
}
