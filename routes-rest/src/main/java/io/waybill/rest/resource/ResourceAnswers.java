package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers requests: turns the row of the SQL statement into HTTP. The JSON passes as it is. */
final class ResourceAnswers {
  private static final String PATH = "/api/v1/resources";
  private static final String JSON = "application/json";
  private static final String ETAG = "ETag";
  private static final String RETRY_AFTER = "Retry-After";
  private static final String RESOURCE = "resource";

  private final String collection;

  /**
   * @param publicUrl where clients reach the service; empty for links without a host
   */
  ResourceAnswers(String publicUrl) {
    this.collection =
        (publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl)
            + PATH;
  }

  /** Where the list is. */
  String collection() {
    return collection;
  }

  void created(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    if (row == null) {
      throw keyInUse();
    }
    checkKey(exchange, row);
    answer(exchange, 201, row);
    exchange.getMessage().setHeader("Location", collection + "/" + row.get("id"));
  }

  void updated(Exchange exchange) {
    answer(exchange, 200, changed(exchange));
  }

  void deleted(Exchange exchange) {
    changed(exchange);
    answerNothing(exchange, 204);
  }

  /** Whether the answer is that the client has this version already, or that it is another. */
  static boolean isDecidedByConditions(Exchange exchange) {
    if (!(exchange.getMessage().getBody() instanceof Map<?, ?> row) || row.get("version") == null) {
      return false;
    }
    Conditions conditions = Conditions.of(exchange.getMessage());
    return !conditions.matches(version(row)) || conditions.isExcluded(version(row));
  }

  void found(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    checkPresence(row);
    Conditions conditions = Conditions.of(exchange.getMessage());
    long version = version(row);
    if (!conditions.matches(version)) {
      throw conditions.failed(version);
    }
    if (conditions.isExcluded(version)) {
      answerNothing(exchange, 304);
      exchange.getMessage().setHeader(ETAG, EntityTags.of(version));
    } else {
      answer(exchange, 200, row);
    }
  }

  /** The row of a change that took effect, now or when its key was first used. */
  private static Map<?, ?> changed(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    checkPresence(row);
    checkKey(exchange, row);
    if (!row.containsKey("gone")) {
      return row;
    }
    // The row of state.sql: nothing was changed, although the resource is there.
    Conditions conditions = Conditions.of(exchange.getMessage());
    if (conditions.areNone()) {
      throw passing();
    }
    throw conditions.failed(version(row));
  }

  /** Refuses a call about a resource that is not there, or no longer. */
  private static void checkPresence(Map<?, ?> row) {
    if (row == null) {
      throw Problem.of(404, "There is no resource with this id.").toException();
    }
    if (row.get("gone") instanceof Number sequence) {
      throw Problem.of(410, "The resource was deleted; sequence is that of its deletion.")
          .with("sequence", sequence.longValue())
          .toException();
    }
  }

  private static void checkKey(Exchange exchange, Map<?, ?> row) {
    Object outcome = row.get("outcome");
    if ("busy".equals(outcome)) {
      throw keyInUse();
    }
    if ("reused".equals(outcome)) {
      throw Problem.named(
              422,
              "idempotency-key-reused",
              "This Idempotency-Key belongs to another request. Use a new key for a new request.",
              Map.of())
          .toException();
    }
    if ("replayed".equals(outcome)) {
      exchange.getMessage().setHeader("Idempotent-Replayed", "true");
    }
  }

  private static RuntimeException keyInUse() {
    return Problem.named(
            409,
            "idempotency-key-in-use",
            "A request with this Idempotency-Key is still running. Try again shortly.",
            Map.of(RETRY_AFTER, "1"))
        .toException();
  }

  /** What other calls did to the resource at the same time made this one fail. */
  static RuntimeException passing() {
    return Problem.unavailable("The resource is being changed by others. Try again shortly.")
        .toException();
  }

  static Map<?, ?> row(Exchange exchange) {
    return (Map<?, ?>) exchange.getMessage().getBody();
  }

  private static void answer(Exchange exchange, int status, Map<?, ?> row) {
    if (row.get(RESOURCE) == null) {
      throw passing();
    }
    answerJson(exchange, status, row.get(RESOURCE)).setHeader(ETAG, EntityTags.of(version(row)));
  }

  static Message answerJson(Exchange exchange, int status, Object json) {
    Message answer = exchange.getMessage();
    answer.setBody(json);
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    answer.setHeader(Exchange.CONTENT_TYPE, JSON);
    // With a length, in one write.
    answer.setHeader(Exchange.HTTP_CHUNKED, false);
    return answer;
  }

  private static void answerNothing(Exchange exchange, int status) {
    Message answer = exchange.getMessage();
    answer.setBody(null);
    answer.removeHeader(Exchange.CONTENT_TYPE);
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
  }

  private static long version(Map<?, ?> row) {
    return ((Number) row.get("version")).longValue();
  }
}
