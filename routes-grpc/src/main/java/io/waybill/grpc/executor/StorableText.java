package io.waybill.grpc.executor;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Texts that PostgreSQL can store. */
final class StorableText {
  private static final String ELLIPSIS = "…";
  private static final int ELLIPSIS_BYTES = 3;

  /** NUL and unpaired surrogates. */
  private static final Pattern UNSTORABLE =
      Pattern.compile(
          "\\x00|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private StorableText() {}

  /** The text, or its beginning, in at most so many bytes of UTF-8. */
  static String of(String text, int bytes) {
    // A character has one byte or more: what is behind so many need not be looked at.
    String beginning = text.length() > bytes ? text.substring(0, bytes + 1) : text;
    String storable = UNSTORABLE.matcher(beginning).replaceAll("\uFFFD");
    if (storable.getBytes(StandardCharsets.UTF_8).length <= bytes
        && beginning.length() == text.length()) {
      return storable;
    }
    CharBuffer rest = CharBuffer.wrap(storable);
    // Stops in front of the character that has no room.
    StandardCharsets.UTF_8
        .newEncoder()
        .encode(rest, ByteBuffer.allocate(bytes - ELLIPSIS_BYTES), true);
    return storable.substring(0, rest.position()) + ELLIPSIS;
  }
}
