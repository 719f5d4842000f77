package io.waybill.service.http;

import java.util.UUID;

/** The id of a request, by which its traces in logs and events are found. */
final class RequestId {
  static final String HEADER = "X-Request-Id";
  private static final int LONGEST = 128;

  private RequestId() {}

  /** The caller's id if it is 1 to 128 printable ASCII characters, else a new one. */
  static String of(String given) {
    return isUsable(given) ? given : UUID.randomUUID().toString();
  }

  private static boolean isUsable(String id) {
    return id != null
        && !id.isBlank()
        && id.length() <= LONGEST
        && id.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
