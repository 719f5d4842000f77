package io.waybill.grpc.api;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.OptionalLong;

/** Opaque page tokens: where the page before ended, and for which filters. */
final class PageToken {
  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + Long.BYTES + Long.BYTES;

  private PageToken() {}

  static String of(long last, String resourceId, String status) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .put(VERSION)
            .putLong(last)
            .putLong(filters(resourceId, status))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Empty when the token is none of ours or was given out for other filters. */
  static OptionalLong read(String token, String resourceId, String status) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (bytes.length == LENGTH && buffer.get() == VERSION) {
        long last = buffer.getLong();
        if (last > 0 && buffer.getLong() == filters(resourceId, status)) {
          return OptionalLong.of(last);
        }
      }
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      // Not one of ours, as below.
    }
    return OptionalLong.empty();
  }

  private static long filters(String resourceId, String status) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((resourceId + '\0' + status).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
