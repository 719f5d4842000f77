package io.waybill.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A route test without servers. */
public abstract class RouteTest extends io.waybill.testing.RouteTest {
  /** The literals that follow a word of a statement. */
  protected static List<String> quotedAfter(String word, String statement) throws IOException {
    try (InputStream file = RouteTest.class.getResourceAsStream(statement)) {
      String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Pattern.compile(word + " '([^']+)'")
          .matcher(sql)
          .results()
          .map(found -> found.group(1))
          .toList();
    }
  }
}
