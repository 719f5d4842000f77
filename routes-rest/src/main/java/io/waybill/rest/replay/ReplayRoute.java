package io.waybill.rest.replay;

import io.waybill.events.EventBatch;
import org.apache.camel.builder.RouteBuilder;

/**
 * All that Kafka has of the resources, from its beginning, into the tables; no offset is committed.
 */
final class ReplayRoute extends RouteBuilder {
  private final ReplayProgress progress;

  ReplayRoute(ReplayProgress progress) {
    this.progress = progress;
  }

  // spotless:off
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
            .process(progress::failed)
        .end()
        .process(progress::received)
        .bean(EventBatch.class, "read")
        .filter().method(EventBatch.class, "hasRejected")
            .bean(EventBatch.class, "rejected")
            .process(progress::rejected)
            .bean(EventBatch.class, "events")
        .end()
        .to("kamelet:event-sink?statement=classpath:sql/resource/replay.sql").id("store-replayed")
        .process(progress::stored);
  }
  // spotless:on
}
