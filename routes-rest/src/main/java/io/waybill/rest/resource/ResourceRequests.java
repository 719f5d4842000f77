package io.waybill.rest.resource;

import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.service.security.Caller;
import io.waybill.service.tracing.TraceContext;
import java.io.InputStream;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.MDC;

/** Reads requests: checks them and leaves the named parameters of the SQL statement as body. */
final class ResourceRequests {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Exchange property: the named parameters of the statement. */
  static final String PARAMETERS = "parameters";

  /** Exchange property: the {@link ListQuery}. */
  static final String LIST_QUERY = "listQuery";

  private static final String ID = "id";
  private static final String CORRELATION_ID = "correlation_id";
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private ResourceRequests() {}

  static void create(Exchange exchange) {
    Message request = withoutQuery(exchange);
    String key = key(request);
    ResourceFields fields = ResourceReader.read(request.getBody(InputStream.class));
    Map<String, Object> parameters = event(request);
    parameters.put(ID, UuidCreator.getTimeOrderedEpoch().toString());
    put(parameters, fields);
    if (key != null) {
      put(parameters, exchange, key, IdempotencyKey.fingerprint(fields));
    }
    ask(exchange, parameters);
  }

  static void replace(Exchange exchange) {
    Message request = withoutQuery(exchange);
    Map<String, Object> parameters = change(exchange);
    ResourceFields fields = ResourceReader.read(request.getBody(InputStream.class));
    put(parameters, fields);
    putKey(parameters, exchange, "PUT", fields);
    // The answer is what was given, for which there is memory.
    parameters.put(AnswerRoom.ROOM, Integer.MAX_VALUE);
    ask(exchange, parameters);
  }

  static void patch(Exchange exchange) {
    Message request = withoutQuery(exchange);
    Map<String, Object> parameters = change(exchange);
    ResourceFields fields = ResourceReader.readPatch(request.getBody(InputStream.class));
    put(parameters, fields);
    putKey(parameters, exchange, "PATCH", fields);
    parameters.put(AnswerRoom.ROOM, AnswerRoom.OF_ONE);
    ask(exchange, parameters);
  }

  static void delete(Exchange exchange) {
    withoutQuery(exchange);
    Map<String, Object> parameters = change(exchange);
    putKey(parameters, exchange, "DELETE", null);
    parameters.put(AnswerRoom.ROOM, AnswerRoom.OF_ONE);
    ask(exchange, parameters);
  }

  static void find(Exchange exchange) {
    Message request = withoutQuery(exchange);
    Conditions.of(request);
    exchange.setProperty(
        PARAMETERS, new HashMap<>(Map.of(ID, id(request), AnswerRoom.ROOM, AnswerRoom.OF_ONE)));
    request.setBody(Map.of(ID, id(request)));
  }

  static void list(Exchange exchange) {
    Message request = exchange.getMessage();
    ListQuery query = ListQuery.parse(request.getHeader(Exchange.HTTP_QUERY, String.class));
    Map<String, Object> parameters = new HashMap<>();
    query.putInto(parameters);
    parameters.put(AnswerRoom.ROOM, AnswerRoom.OF_PAGE);
    exchange.setProperty(LIST_QUERY, query);
    ask(exchange, parameters);
  }

  /** Makes the parameters the body again, for another statement about the same. */
  static void askAgain(Exchange exchange) {
    exchange.getMessage().setBody(exchange.getProperty(PARAMETERS));
  }

  private static void ask(Exchange exchange, Map<String, Object> parameters) {
    exchange.setProperty(PARAMETERS, parameters);
    exchange.getMessage().setBody(parameters);
  }

  private static Message withoutQuery(Exchange exchange) {
    Message request = exchange.getMessage();
    QueryParameters.read(request.getHeader(Exchange.HTTP_QUERY, String.class));
    return request;
  }

  private static void put(Map<String, Object> parameters, ResourceFields fields) {
    parameters.put("fields", fields.toJson());
  }

  private static String key(Message request) {
    String key = header(request, IDEMPOTENCY_KEY);
    return key == null ? null : IdempotencyKey.parse(key);
  }

  private static void putKey(
      Map<String, Object> parameters, Exchange exchange, String method, ResourceFields fields) {
    Message request = exchange.getMessage();
    String key = key(request);
    if (key != null) {
      Conditions when = Conditions.of(request);
      put(parameters, exchange, key, IdempotencyKey.fingerprint(method, id(request), fields, when));
    }
  }

  private static void put(
      Map<String, Object> parameters, Exchange exchange, String key, String fingerprint) {
    String caller = caller(exchange);
    parameters.put("idempotencyKey", IdempotencyKey.ofCaller(caller, key));
    parameters.put("fingerprint", fingerprint);
  }

  /** The event, the row that is to be changed, and the conditions. */
  private static Map<String, Object> change(Exchange exchange) {
    Message request = exchange.getMessage();
    Map<String, Object> parameters = event(request);
    parameters.put(ID, id(request));
    Conditions.of(request).putInto(parameters);
    return parameters;
  }

  /** Some clients, such as Swift's, write a UUID in upper case (RFC 9562: either is read). */
  private static String id(Message request) {
    return request.getHeader(ID, String.class).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> event(Message request) {
    Map<String, Object> parameters = new HashMap<>(32);
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
