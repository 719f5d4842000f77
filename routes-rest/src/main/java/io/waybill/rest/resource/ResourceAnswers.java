package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceRequests.IF_MATCH;
import static io.waybill.rest.resource.ResourceRequests.IF_NONE_MATCH;
import static io.waybill.rest.resource.ResourceRequests.LIST_QUERY;

import io.waybill.service.problem.Problem;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers requests: turns the row of the SQL statement into HTTP. The JSON passes as it is. */
final class ResourceAnswers {
  private static final String PATH = "/api/v1/resources";
  private static final String JSON = "application/json";
  private static final String ETAG = "ETag";

  /** What list.sql puts between two; within a resource, JSON has no line feed as it is. */
  private static final String NEXT_RESOURCE = ",\n";

  private final String collection;

  /**
   * @param publicUrl where clients reach the service; empty for links without a host
   */
  ResourceAnswers(String publicUrl) {
    this.collection =
        (publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl)
            + PATH;
  }

  void created(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    if (row == null) {
      throw Problem.named(
              409,
              "idempotency-key-in-use",
              "A request with this Idempotency-Key is still running. Try again shortly.")
          .toException();
    }
    if (Boolean.FALSE.equals(row.get("same_request"))) {
      throw Problem.named(
              422,
              "idempotency-key-reused",
              "This Idempotency-Key belongs to another request. Use a new key for a new request.")
          .toException();
    }
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

  void found(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    if (row == null) {
      throw notFound();
    }
    String ifNoneMatch = ResourceRequests.header(exchange.getMessage(), IF_NONE_MATCH);
    long version = version(row);
    if (ifNoneMatch != null && EntityTags.parse(IF_NONE_MATCH, ifNoneMatch).matchWeakly(version)) {
      answerNothing(exchange, 304);
      exchange.getMessage().setHeader(ETAG, EntityTags.of(version));
    } else {
      answer(exchange, 200, row);
    }
  }

  /** The row has a resource in each line, and one that belongs to the next page if there is one. */
  void page(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    String resources = row.get("resources") instanceof String some ? some : "";
    boolean more = Boolean.TRUE.equals(row.get("more"));
    String page = more ? resources.substring(0, resources.lastIndexOf(NEXT_RESOURCE)) : resources;
    Message answer = answerJson(exchange, 200, "[" + page + "]");
    if (more) {
      ListQuery query = exchange.getProperty(LIST_QUERY, ListQuery.class);
      String last = page.substring(page.lastIndexOf('\n') + 1);
      Cursor cursor = Cursor.of(last, query.status());
      answer.setHeader("Link", "<" + collection + "?" + query.next(cursor) + ">; rel=\"next\"");
    }
  }

  private static Map<?, ?> row(Exchange exchange) {
    return (Map<?, ?>) exchange.getMessage().getBody();
  }

  /** The row of an update or deletion, unless there was none, or none that the caller expected. */
  private static Map<?, ?> changed(Exchange exchange) {
    Map<?, ?> row = row(exchange);
    if (row != null && row.get("resource") != null) {
      return row;
    }
    // Without an expectation the row was there at first and gone when its lock was ours.
    if (row == null || exchange.getMessage().getHeader(IF_MATCH) == null) {
      throw notFound();
    }
    throw Problem.of(
            412,
            "The resource has changed since: its ETag is "
                + EntityTags.of(version(row))
                + " now. Get it again before you change it.")
        .toException();
  }

  private static void answer(Exchange exchange, int status, Map<?, ?> row) {
    answerJson(exchange, status, row.get("resource")).setHeader(ETAG, EntityTags.of(version(row)));
  }

  private static Message answerJson(Exchange exchange, int status, Object json) {
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

  private static RuntimeException notFound() {
    return Problem.of(404, "There is no resource with this id.").toException();
  }
}
