package io.waybill.benchmarks.sink;

import io.waybill.local.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts new events on the topics, as the services publish them. */
final class Events implements AutoCloseable {
  static final List<String> TOPICS = Topics.events();
  private static final String RESOURCE =
      "{\"id\":\"%s\",\"name\":\"a resource of the benchmark\",\"status\":\"active\","
          + "\"description\":\"Created to be counted, with a description of usual length.\","
          + "\"created_at\":\"%s\",\"updated_at\":\"%s\"}";
  private static final String TASK =
      "{\"task_id\":\"%s\",\"resource_id\":\"%s\",\"action\":\"process_new_resource\",\"status\":\"pending\"}";

  private final KafkaProducer<String, String> kafka;

  Events(String brokers) {
    kafka =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.LINGER_MS_CONFIG,
                "5",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class));
  }

  /** Publishes so many, and waits for the acknowledgements. */
  void publish(int events) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      sent.add(kafka.send(event(TOPICS.get(i % TOPICS.size()))));
    }
    for (Future<RecordMetadata> result : sent) {
      await(result);
    }
  }

  private static void await(Future<RecordMetadata> result) {
    try {
      result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take an event", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while events were published", e);
    }
  }

  private static ProducerRecord<String, String> event(String topic) {
    boolean task = topic.startsWith("task.");
    String resource = UUID.randomUUID().toString();
    String subject = task ? UUID.randomUUID().toString() : resource;
    String time = Instant.now().toString();
    String value =
        task ? TASK.formatted(subject, resource) : RESOURCE.formatted(resource, time, time);
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, resource, value);
    Headers headers = record.headers();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", UUID.randomUUID().toString());
    add(headers, "ce_type", topic);
    add(headers, "ce_source", "/waybill/benchmark");
    add(headers, "ce_time", time);
    add(headers, "ce_subject", subject);
    add(headers, "ce_sequence", "1");
    add(headers, "content-type", "application/json");
    add(headers, "traceparent", "00-" + hex() + "-" + hex().substring(0, 16) + "-01");
    add(headers, "correlation_id", UUID.randomUUID().toString());
    return record;
  }

  private static String hex() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
