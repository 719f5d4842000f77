package io.waybill.service.problem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The names and values of a query string. */
public final class QueryText {
  private QueryText() {}

  /**
   * Decodes a name or a value.
   *
   * @throws ProblemException if it is not correctly encoded, or not UTF-8
   */
  public static String decode(String raw) {
    try {
      // With UTF-8, URLDecoder replaces wrong bytes with U+FFFD: the answer would be to another
      // question.
      byte[] bytes = URLDecoder.decode(raw, ISO_8859_1).getBytes(ISO_8859_1);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("query", "has a percent sign without two hexadecimal digits")
          .toException();
    } catch (CharacterCodingException e) {
      throw Problem.invalid("query", "is not UTF-8").toException();
    }
  }
}
