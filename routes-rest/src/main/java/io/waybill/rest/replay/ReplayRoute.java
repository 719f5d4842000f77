package io.waybill.rest.replay;

import io.waybill.events.EventBatch;
import org.apache.camel.builder.RouteBuilder;

/**
 * All that Kafka has of the resources, from its beginning, into the tables; no offset is committed.
 */
final class ReplayRoute extends RouteBuilder {
  @Override
  public void configure() {
    from("kafka:{{waybill.kafka.published-topics}}"
            + "?groupId={{replay.group}}"
            + "&autoOffsetReset=earliest"
            + "&keyDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
            + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
            + "&batching=true"
            + "&maxPollRecords=1000"
            // A record may have 1 MiB: so many bytes come at once, whatever the number.
            + "&fetchMaxBytes=4194304"
            + "&pollTimeoutMs=100"
            + "&batchingIntervalMs=100"
            + "&breakOnFirstError=true"
            + "&autoCommitEnable=false"
            + "&allowManualCommit=true")
        .routeId("replay")
        .onException(Exception.class)
        .bean("replayProgress", "failed")
        .end()
        .bean("replayProgress", "received")
        .bean(EventBatch.class, "read")
        .filter()
        .method(EventBatch.class, "hasRejected")
        .bean(EventBatch.class, "rejected")
        .bean("replayProgress", "rejected")
        .bean(EventBatch.class, "events")
        .end()
        .to("kamelet:event-sink?statement=classpath:sql/resource/replay.sql")
        .id("store-replayed")
        .bean("replayProgress", "stored");
  }
}
