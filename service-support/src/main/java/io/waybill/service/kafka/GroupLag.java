package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code kafka_consumer_group_lag{group,topic,partition}}: messages that are in Kafka and not yet
 * committed by the groups of this service, as Kafka says. What a consumer says of itself is as old
 * as its last fetch, and nothing while it hangs.
 */
final class GroupLag {
  private final MultiGauge lag;

  GroupLag(MeterRegistry meters) {
    lag =
        MultiGauge.builder("kafka.consumer.group.lag")
            .description("Messages that the group has not committed yet")
            .register(meters);
  }

  /** Reads the lag of the groups; where Kafka does not tell it, it is unknown. */
  void read(Admin admin, Set<String> groups) throws InterruptedException {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    try {
      for (String group : groups) {
        rows.addAll(rows(admin, group));
      }
      lag.register(rows, true);
    } catch (ExecutionException e) {
      unknown();
    }
  }

  /** No figure is better than an old one. */
  void unknown() {
    lag.register(List.of(), true);
  }

  private static List<MultiGauge.Row<?>> rows(Admin admin, String group)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    committed.values().removeIf(offset -> offset == null);
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin
            .listOffsets(
                committed.keySet().stream()
                    .collect(Collectors.toMap(Function.identity(), any -> OffsetSpec.latest())))
            .all()
            .get();
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    committed.forEach(
        (partition, offset) ->
            rows.add(
                MultiGauge.Row.of(
                    Tags.of(
                        "group",
                        group,
                        "topic",
                        partition.topic(),
                        "partition",
                        Integer.toString(partition.partition())),
                    Math.max(0, ends.get(partition).offset() - offset.offset()))));
    return rows;
  }
}
