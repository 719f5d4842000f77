package io.waybill.rest.resource;

import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.service.TraceContext;
import io.waybill.service.security.Caller;
import java.io.InputStream;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.MDC;

/** Reads requests: checks them and leaves the named parameters of the SQL statement as body. */
abstract class ResourceRequests {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String IF_MATCH = "If-Match";
  static final String IF_NONE_MATCH = "If-None-Match";

  /** Exchange property: whether the list is filtered. */
  static final String BY_STATUS = "byStatus";

  /** Exchange property: the {@link ListQuery}. */
  static final String LIST_QUERY = "listQuery";

  private static final String ID = "id";
  private static final String CORRELATION_ID = "correlation_id";
  private static final Long[] NO_VERSIONS = {};
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private ResourceRequests() {}

  static void create(Exchange exchange) {
    Message request = exchange.getMessage();
    String key = header(request, IDEMPOTENCY_KEY);
    String checkedKey = key == null ? null : IdempotencyKey.parse(key);
    ResourceInput input = ResourceReader.read(request.getBody(InputStream.class));
    Map<String, Object> parameters = event(request);
    parameters.put(ID, UuidCreator.getTimeOrderedEpoch().toString());
    put(parameters, input);
    if (checkedKey != null) {
      parameters.put("idempotencyKey", IdempotencyKey.ofCaller(caller(exchange), checkedKey));
      parameters.put("fingerprint", IdempotencyKey.fingerprint(input));
    }
    request.setBody(parameters);
  }

  static void replace(Exchange exchange) {
    Message request = exchange.getMessage();
    Map<String, Object> parameters = event(request);
    putExpectation(parameters, request);
    put(parameters, ResourceReader.read(request.getBody(InputStream.class)));
    request.setBody(parameters);
  }

  static void delete(Exchange exchange) {
    Message request = exchange.getMessage();
    Map<String, Object> parameters = event(request);
    putExpectation(parameters, request);
    request.setBody(parameters);
  }

  static void find(Exchange exchange) {
    Message request = exchange.getMessage();
    request.setBody(Map.of(ID, request.getHeader(ID, String.class)));
  }

  static void list(Exchange exchange) {
    Message request = exchange.getMessage();
    ListQuery query = ListQuery.parse(request.getHeader(Exchange.HTTP_QUERY, String.class));
    Cursor after = query.after();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("limit", query.limit());
    parameters.put("status", query.status());
    // Before everything that is: the first page needs no statement of its own.
    parameters.put("beforeTime", after == null ? "infinity" : after.time());
    parameters.put("beforeId", after == null ? "" : after.id());
    request.setBody(parameters);
    exchange.setProperty(LIST_QUERY, query);
    exchange.setProperty(BY_STATUS, query.status() != null);
  }

  private static void put(Map<String, Object> parameters, ResourceInput input) {
    parameters.put("name", input.name());
    parameters.put("description", input.description());
    parameters.put("status", input.status());
  }

  /** The row that is to be changed, and the versions of it that the caller has seen. */
  private static void putExpectation(Map<String, Object> parameters, Message request) {
    parameters.put(ID, request.getHeader(ID, String.class));
    String ifMatch = header(request, IF_MATCH);
    EntityTags expected = ifMatch == null ? null : EntityTags.parse(IF_MATCH, ifMatch);
    parameters.put("anyVersion", expected == null || expected.any());
    parameters.put(
        "versions", expected == null ? NO_VERSIONS : expected.strong().toArray(NO_VERSIONS));
  }

  private static Map<String, Object> event(Message request) {
    Map<String, Object> parameters = new HashMap<>(16);
    parameters.put("eventId", UuidCreator.getTimeOrderedEpoch().toString());
    parameters.put("traceparent", traceparent(request));
    parameters.put("correlationId", MDC.get(CORRELATION_ID));
    return parameters;
  }

  /** The current span; without tracing, the caller's. */
  private static String traceparent(Message request) {
    String own = TraceContext.traceparent();
    if (own != null) {
      return own;
    }
    String callers = header(request, "traceparent");
    return callers != null && TRACEPARENT.matcher(callers).matches() ? callers : null;
  }

  /** The name of the authenticated caller; null where authentication is off. */
  private static String caller(Exchange exchange) {
    Principal caller = exchange.getProperty(Caller.PROPERTY, Principal.class);
    return caller == null ? null : caller.getName();
  }

  /** The header's value; of several, one list, as HTTP defines it. */
  static String header(Message message, String name) {
    Object value = message.getHeader(name);
    if (value instanceof Collection<?> several) {
      return List.copyOf(several).stream().map(Object::toString).collect(Collectors.joining(", "));
    }
    return value == null ? null : value.toString();
  }
}
