package io.waybill.events;

/**
 * An event as it came from Kafka, checked: the attributes that a consumer relies on are there and
 * well-formed.
 *
 * @param id {@code ce_id}, a UUID; the same for every delivery of the event
 * @param type {@code ce_type}, for example {@code resource.created}
 * @param subject {@code ce_subject}: the id of what the event is about
 * @param sequence {@code ce_sequence}: grows by one per subject
 * @param time {@code ce_time}, RFC 3339; null when the producer gave none
 * @param key the Kafka key: events of one key keep their order
 * @param payload the JSON document
 * @param traceparent W3C trace context of the write that made the event; may be null
 * @param correlationId the {@code X-Request-Id} of the call that made the event; may be null
 * @param topic the topic that it was read from
 * @param partition the partition that it was read from
 * @param offset its offset in the partition
 */
public record ReceivedEvent(
    String id,
    String type,
    String subject,
    long sequence,
    String time,
    String key,
    String payload,
    String traceparent,
    String correlationId,
    String topic,
    int partition,
    long offset) {
  /** The same event with another trace context. */
  ReceivedEvent withTraceparent(String other) {
    return new ReceivedEvent(
        id,
        type,
        subject,
        sequence,
        time,
        key,
        payload,
        other,
        correlationId,
        topic,
        partition,
        offset);
  }
}
