package io.waybill.service.problem;

/** The reason phrases of RFC 9110, which are the titles of plain problems. */
final class StatusTitles {
  private StatusTitles() {}

  static String of(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> status < 500 ? "Request Refused" : "Server Error";
    };
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
