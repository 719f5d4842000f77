package io.waybill.local.launcher;

import io.waybill.local.kafka.KafkaLogging;
import io.waybill.local.kafka.KafkaTopics;
import io.waybill.local.stack.StackException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** {@code ./run topic}: what is in Kafka. Belongs to no consumer group and changes nothing. */
final class TopicPrint {
  private static final Duration POLL = Duration.ofMillis(200);

  private TopicPrint() {}

  static int run(Workplace workplace, Options options, PrintStream out) {
    String brokers = workplace.requireExisting().kafkaBrokers();
    KafkaLogging.quiet();
    if (options.further().contains("--create")) {
      KafkaTopics.create(brokers, options.name().orElseThrow());
      Workplace.say("topic " + options.name().orElseThrow() + " is there");
      return 0;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      if (options.name().isEmpty()) {
        list(consumer, out);
      } else {
        print(consumer, options.name().get(), options.further().contains("--follow"), out);
      }
      return 0;
    } catch (org.apache.kafka.common.errors.TimeoutException away) {
      throw new StackException("Kafka does not answer: " + workplace.command("status"), away);
    }
  }

  private static void list(KafkaConsumer<?, ?> consumer, PrintStream out) {
    for (String topic : new TreeSet<>(consumer.listTopics().keySet())) {
      if (!topic.startsWith("__")) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        // Kafka's client warns of each partition that is asked for but not assigned.
        consumer.assign(partitions);
        long records = sum(consumer.endOffsets(partitions));
        records -= sum(consumer.beginningOffsets(partitions));
        out.printf("%-30s %3d partitions %8d records%n", topic, partitions.size(), records);
      }
    }
  }

  private static void print(
      KafkaConsumer<byte[], byte[]> consumer, String topic, boolean follow, PrintStream out) {
    if (!consumer.listTopics().containsKey(topic)) {
      throw new StackException("There is no topic \"" + topic + "\"; ./run topic lists them.");
    }
    List<TopicPartition> partitions = partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (follow || ends.entrySet().stream().anyMatch(end -> isBehind(consumer, end))) {
      consumer.poll(POLL).forEach(message -> out.println(text(message)));
    }
  }

  private static boolean isBehind(
      KafkaConsumer<?, ?> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) < end.getValue();
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Place, time, key, headers and value of a record. */
  static String text(ConsumerRecord<byte[], byte[]> message) {
    List<String> headers = new ArrayList<>();
    StreamSupport.stream(message.headers().spliterator(), false)
        .map(TopicPrint::text)
        .forEach(headers::add);
    return "%d/%d %s key=%s %s%n    %s"
        .formatted(
            message.partition(),
            message.offset(),
            Instant.ofEpochMilli(message.timestamp()),
            utf8(message.key()),
            String.join(" ", headers),
            utf8(message.value()));
  }

  private static String text(Header header) {
    return header.key() + "=" + utf8(header.value());
  }

  private static String utf8(byte[] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }
}
