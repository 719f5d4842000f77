package io.waybill.events;

/** Names of the message headers of a CloudEvents 1.0 event in Kafka's binary mode. */
public final class CloudEventHeaders {
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";
  public static final String TIME = "ce_time";
  public static final String SUBJECT = "ce_subject";

  /** Grows by one per subject: the order of a subject's events across topics. */
  public static final String SEQUENCE = "ce_sequence";

  public static final String CONTENT_TYPE = "content-type";

  /** W3C trace context of the write that made the event. */
  public static final String TRACEPARENT = "traceparent";

  /** The {@code X-Request-Id} of the call that made the event. */
  public static final String CORRELATION_ID = "correlation_id";

  private CloudEventHeaders() {}
}
