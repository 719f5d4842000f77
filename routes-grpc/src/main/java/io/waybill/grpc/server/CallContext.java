package io.waybill.grpc.server;

import com.github.f4b6a3.uuid.UuidCreator;
import io.grpc.Context;
import io.grpc.Metadata;
import io.waybill.service.tracing.TraceContext;
import io.waybill.tracing.LogContext;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/**
 * What a route may know of a call's metadata. Nothing else of it reaches a route, least of all as
 * Camel headers.
 *
 * @param correlationId the caller's {@code x-request-id}, or a new one
 * @param traceparent the caller's W3C trace context, or null
 * @param method the full name of what is called
 */
public record CallContext(String correlationId, String traceparent, String method) {
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  static final Context.Key<CallContext> KEY = Context.key("waybill-call");

  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern W3C =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final CallContext NONE = new CallContext(null, null, null);

  static CallContext of(Metadata metadata, String method) {
    String id = metadata.get(REQUEST_ID);
    String traceparent = metadata.get(TRACEPARENT);
    return new CallContext(
        id != null && PRINTABLE.matcher(id).matches()
            ? id
            : UuidCreator.getTimeOrderedEpoch().toString(),
        traceparent != null && W3C.matcher(traceparent).matches() ? traceparent : null,
        method);
  }

  /** The context of the call that this thread is answering. */
  public static CallContext current() {
    CallContext current = KEY.get();
    return current == null ? NONE : current;
  }

  /**
   * Runs what remains of this thread's call on another thread: in the context of the call, with its
   * correlation id on log lines.
   */
  public static Executor thisCall() {
    Context context = Context.current();
    String id = current().correlationId();
    return rest -> LogContext.of(null, id, () -> context.run(rest));
  }

  /** The trace context to store with an event: of the span that is open, else the caller's. */
  public static String traceparentOfSpan() {
    String open = TraceContext.traceparent();
    return open == null ? current().traceparent() : open;
  }
}
