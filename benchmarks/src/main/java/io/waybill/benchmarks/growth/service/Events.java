package io.waybill.benchmarks.growth.service;

import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.events.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends events as Waybill's services do: of three, one has an id in the order of time. */
final class Events implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of("resource.created", "task.process", "task.completed");

  private final KafkaProducer<String, String> producer;
  private final String filler = "x".repeat(180);

  Events(String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.BATCH_SIZE_CONFIG, 65_536),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Spreads so many events over these partitions of the topics; the last one of each. */
  List<UUID> send(List<Integer> partitions, int count) {
    UUID[] last = new UUID[partitions.size() * TOPICS.size()];
    for (int i = 0; i < count; i++) {
      String topic = TOPICS.get(i % TOPICS.size());
      int partition = i / TOPICS.size() % partitions.size();
      last[i % TOPICS.size() * partitions.size() + partition] =
          send(topic, partitions.get(partition));
    }
    producer.flush();
    return List.of(last);
  }

  /** An event to each partition of the first topic, in the order of the partitions. */
  List<UUID> sendOneToEach() {
    String topic = TOPICS.get(0);
    List<UUID> ids = new ArrayList<>();
    IntStream.range(0, producer.partitionsFor(topic).size())
        .forEach(partition -> ids.add(send(topic, partition)));
    producer.flush();
    return ids;
  }

  private UUID send(String topic, int partition) {
    boolean ofResource = topic.startsWith("resource.");
    UUID id = ofResource ? UuidCreator.getTimeOrderedEpoch() : UUID.randomUUID();
    String resource = UUID.randomUUID().toString();
    String payload =
        "{\"id\":\"%s\",\"resource_id\":\"%s\",\"action\":\"process_new_resource\",\"filler\":\"%s\"}"
            .formatted(resource, resource, filler);
    ProducerRecord<String, String> event =
        new ProducerRecord<>(topic, partition, resource, payload);
    Map.of(
            CloudEventHeaders.SPEC_VERSION,
            "1.0",
            CloudEventHeaders.ID,
            id.toString(),
            CloudEventHeaders.TYPE,
            topic,
            CloudEventHeaders.SOURCE,
            "/benchmark",
            CloudEventHeaders.TIME,
            Instant.now().toString(),
            CloudEventHeaders.SUBJECT,
            ofResource ? resource : UUID.randomUUID().toString(),
            CloudEventHeaders.SEQUENCE,
            "1",
            CloudEventHeaders.CONTENT_TYPE,
            "application/json")
        .forEach(
            (name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    // What is not sent is missed where it should have been stored.
    var unused = producer.send(event);
    return id;
  }

  @Override
  public void close() {
    producer.close();
  }
}
