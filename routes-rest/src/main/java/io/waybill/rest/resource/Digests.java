package io.waybill.rest.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts. */
final class Digests {
  private Digests() {}

  /** The digest, in hexadecimal digits, of texts of which each may be null. */
  static String of(String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      // 0xff and 0xfe are in no UTF-8 text, so that the parts can't run into each other.
      if (text == null) {
        digest.update((byte) 0xfe);
      } else {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) 0xff);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
