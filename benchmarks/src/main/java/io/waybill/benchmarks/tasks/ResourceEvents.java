package io.waybill.benchmarks.tasks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts events of resources into Kafka, as the relay of routes-rest does. */
final class ResourceEvents implements AutoCloseable {
  private static final String CREATED = "resource.created";
  private static final String UPDATED = "resource.updated";
  private static final String NO_TIME = "2026-01-02T03:04:05.678901Z";

  private final KafkaProducer<String, String> producer;

  ResourceEvents(String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new StringSerializer(),
            new StringSerializer());
  }

  /**
   * Sends so many events and waits until the broker has them.
   *
   * @param versions how many of them each resource has: its creation and updates
   */
  void send(int events, int versions) {
    List<Future<?>> sent = new ArrayList<>(events);
    for (int resource = 0; resource < events / versions; resource++) {
      String id = UUID.randomUUID().toString();
      for (int version = 1; version <= versions; version++) {
        sent.add(producer.send(event(id, version)));
      }
    }
    sent.forEach(ResourceEvents::await);
  }

  private static void await(Future<?> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take an event", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while events were being sent", e);
    }
  }

  private static ProducerRecord<String, String> event(String id, int version) {
    String type = version == 1 ? CREATED : UPDATED;
    String payload =
        """
        {"id":"%s","name":"A resource","description":"of the benchmark","status":"active",\
        "created_at":"%s","updated_at":"%s"}"""
            .formatted(id, NO_TIME, NO_TIME);
    ProducerRecord<String, String> event = new ProducerRecord<>(type, id, payload);
    headersOf(id, type, version).forEach((name, value) -> add(event.headers(), name, value));
    return event;
  }

  private static Map<String, String> headersOf(String id, String type, int version) {
    String trace = UUID.randomUUID().toString().replace("-", "");
    return Map.of(
        "ce_specversion",
        "1.0",
        "ce_id",
        UUID.randomUUID().toString(),
        "ce_type",
        type,
        "ce_source",
        "/waybill/benchmark",
        "ce_time",
        NO_TIME,
        "ce_subject",
        id,
        "ce_sequence",
        Integer.toString(version),
        "content-type",
        "application/json",
        "traceparent",
        "00-" + trace + "-" + trace.substring(0, 16) + "-01");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close();
  }
}
