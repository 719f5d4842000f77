package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.LocalKafka;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

/** Events on a broker, and what can happen to them there. */
final class FaultyKafka implements AutoCloseable {
  private final LocalKafka kafka;
  private KafkaProducer<String, String> single;

  FaultyKafka(LocalKafka kafka) {
    this.kafka = kafka;
  }

  /** Sends an event as a record batch of its own; returns its id. */
  String send(String topic, int partition, String payload) {
    if (single == null) {
      single = producer("none", 1);
    }
    return send(single, List.of(payload), topic, partition).get(0);
  }

  /** Sends events in one record batch; returns their ids. */
  List<String> sendTogether(
      List<String> payloads, String topic, int partition, String compression) {
    int bytes = payloads.stream().mapToInt(String::length).sum() + payloads.size() * 1000;
    try (KafkaProducer<String, String> producer = producer(compression, bytes)) {
      return send(producer, payloads, topic, partition);
    }
  }

  /**
   * All that is sent before a flush is one batch: neither its time nor its estimated size ends it.
   */
  private KafkaProducer<String, String> producer(String compression, int batchSize) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "compression.type",
            compression,
            "batch.size",
            batchSize,
            "max.request.size",
            Math.max(batchSize, 1 << 20),
            "buffer.memory",
            Math.max(2L * batchSize, 4 << 20),
            "linger.ms",
            60_000,
            // One batch needs no order among batches, and can't meet the errors of one.
            "enable.idempotence",
            false);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static List<String> send(
      KafkaProducer<String, String> producer, List<String> payloads, String topic, int partition) {
    List<String> ids = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (String payload : payloads) {
        ids.add(UUID.randomUUID().toString());
        sent.add(producer.send(event(ids.get(ids.size() - 1), topic, partition, payload)));
      }
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get(30, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return ids;
  }

  private static ProducerRecord<String, String> event(
      String id, String topic, int partition, String payload) {
    ProducerRecord<String, String> event = new ProducerRecord<>(topic, partition, "k", payload);
    Map.of("ce_id", id, "ce_type", topic, "ce_subject", "k", "ce_sequence", "1")
        .forEach((k, v) -> event.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    return event;
  }

  /** Damages a record on the broker's disk. */
  void flipAByteOf(String id, String topic, int partition) throws IOException {
    Path file = kafka.partitionDirectory(topic, partition).resolve("00000000000000000000.log");
    // Latin 1, so that a character is a byte.
    String records = Files.readString(file, StandardCharsets.ISO_8859_1);
    int place = records.indexOf(id);
    assertThat(place).isPositive();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] flipped = {(byte) (records.charAt(place) ^ 1)};
      channel.write(ByteBuffer.wrap(flipped), place);
    }
  }

  /** Deletes records as retention would. */
  void deleteBefore(String topic, int partition, long offset) throws Exception {
    try (Admin admin = admin()) {
      await(
          admin
              .deleteRecords(
                  Map.of(
                      new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
              .all());
    }
  }

  /** Sets the size of the largest record that a topic takes. */
  void limitRecords(String topic, int bytes) throws Exception {
    try (Admin admin = admin()) {
      await(
          admin
              .incrementalAlterConfigs(
                  Map.of(
                      new ConfigResource(ConfigResource.Type.TOPIC, topic),
                      List.of(
                          new AlterConfigOp(
                              new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                              AlterConfigOp.OpType.SET))))
              .all());
    }
  }

  /** Sets the offset of a consumer group that has no members. */
  void setOffset(String group, String topic, int partition, long offset) throws Exception {
    try (Admin admin = admin()) {
      await(
          admin
              .alterConsumerGroupOffsets(
                  group,
                  Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
              .all());
    }
  }

  /** Deletes the offsets of consumer groups that have no members, as Kafka does in time. */
  void forget(String... groups) throws Exception {
    try (Admin admin = admin()) {
      await(admin.deleteConsumerGroups(List.of(groups)).all());
    }
  }

  /** Deletes a topic and creates it again, empty. */
  void makeAgain(String topic) throws Exception {
    try (Admin admin = admin()) {
      await(admin.deleteTopics(List.of(topic)).all());
    }
    kafka.createTopics(topic);
    close();
  }

  @Override
  public void close() {
    if (single != null) {
      single.close();
      single = null;
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static void await(KafkaFuture<?> done) throws Exception {
    done.get(30, TimeUnit.SECONDS);
  }
}
