package io.waybill.system.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A span as it was exported.
 *
 * @param parentId empty for the first of a trace
 * @param links the traces that it is linked with
 */
public record ReceivedSpan(
    String service,
    String name,
    Span.SpanKind kind,
    String traceId,
    String id,
    String parentId,
    Map<String, String> attributes,
    List<String> links) {

  static ReceivedSpan of(String service, Span span) {
    return new ReceivedSpan(
        service,
        span.getName(),
        span.getKind(),
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getAttributesList().stream()
            .collect(
                Collectors.toMap(
                    attribute -> attribute.getKey(),
                    attribute -> text(attribute.getValue()),
                    (first, second) -> second)),
        span.getLinksList().stream().map(link -> hex(link.getTraceId())).toList());
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
