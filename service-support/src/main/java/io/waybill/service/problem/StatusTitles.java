package io.waybill.service.problem;

import org.springframework.http.HttpStatus;

/** The reason phrases of RFC 9110, which are the titles of plain problems. */
final class StatusTitles {
  private StatusTitles() {}

  static String of(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    if (known == null) {
      return status < 500 ? "Request Refused" : "Server Error";
    }
    // Spring writes this one with small letters.
    return known == HttpStatus.HTTP_VERSION_NOT_SUPPORTED
        ? "HTTP Version Not Supported"
        : known.getReasonPhrase();
  }

  /** A detail for a failure of which no more is known, or may be told, than its status. */
  static String detail(int status) {
    return switch (status) {
      case 400 -> "The request is not valid HTTP, or a part of it is too long.";
      case 404 -> "There is nothing at this path.";
      case 405 -> "This method is not possible here.";
      case 408 -> "The request did not arrive in time.";
      case 413 -> "The request's body is too large.";
      case 414, 431 -> "The request's line or header is too long.";
      case 417 -> "The service can only meet the expectation 100-continue.";
      case 501 -> "The service does not have this method, or this transfer coding.";
      case 503 -> "The service can't answer now. Try again shortly.";
      case 505 -> "Send the request as HTTP/1.1.";
      default ->
          status < 500
              ? "The request was refused."
              : "The service failed. The log tells more under the request's X-Request-Id.";
    };
  }
}
