package io.waybill.benchmarks.relay.debezium;

import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.waybill.benchmarks.relay.PeerProducer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's engine with its outbox event router. A batch is done when Kafka has acknowledged all
 * of it. Records stay Java objects on their way, so nothing is made JSON twice.
 */
public final class DebeziumRelay {
  private final Properties settings = new Properties();
  private final KafkaProducer<String, String> kafka;
  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private DebeziumEngine<?> engine;
  private CountDownLatch started;

  private DebeziumRelay(String offsets) {
    kafka = PeerProducer.open();
    URI database = URI.create(System.getenv("DB_URL").substring("jdbc:".length()));
    settings.putAll(
        Map.of(
            "name", "outbox",
            "topic.prefix", "waybill",
            "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
            "database.hostname", database.getHost(),
            "database.port", Integer.toString(database.getPort()),
            "database.dbname", database.getPath().substring(1),
            "database.user", System.getenv("DB_USER"),
            "database.password", System.getenv("DB_PASSWORD")));
    settings.putAll(
        Map.of(
            "plugin.name", "pgoutput",
            "slot.name", "waybill_benchmark",
            "publication.name", "waybill_benchmark",
            "publication.autocreate.mode", "filtered",
            "table.include.list", "public.outbox_events",
            "snapshot.mode", "no_data",
            "skipped.operations", "u,d,t",
            // Its default of 500 would be its latency.
            "poll.interval.ms", "5"));
    settings.putAll(
        Map.of(
            "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore",
            "offset.storage.file.filename", offsets,
            "offset.flush.interval.ms", "5000"));
    settings.putAll(
        Map.of(
            "transforms", "outbox",
            "transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter",
            "transforms.outbox.table.field.event.key", "message_key",
            "transforms.outbox.route.by.field", "event_type",
            "transforms.outbox.route.topic.replacement", "${routedByValue}",
            "transforms.outbox.table.fields.additional.placement",
                "event_type:header:ce_type,aggregate_id:header:ce_subject,event_sequence:header:ce_sequence,"
                    + "created_at:header:ce_time,traceparent:header,correlation_id:header"));
  }

  /**
   * Runs between the lines "start" and "stop" on standard input, until that ends; reads DB_URL,
   * DB_USER, DB_PASSWORD and KAFKA_BROKERS.
   *
   * @param args the file for its offsets
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    DebeziumRelay relay = new DebeziumRelay(args[0]);
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals("start")) {
          relay.start();
        } else {
          relay.stop();
        }
      }
    }
    System.exit(0);
  }

  private void start() {
    CountDownLatch polling = new CountDownLatch(1);
    started = polling;
    engine =
        DebeziumEngine.create(Connect.class)
            .using(settings)
            .notifying(this::publish)
            .using((success, message, error) -> System.out.println(message + " " + error))
            .using(
                new DebeziumEngine.ConnectorCallback() {
                  @Override
                  public void pollingStarted() {
                    polling.countDown();
                  }
                })
            .build();
    threads.execute(engine);
  }

  private void stop() throws IOException, InterruptedException {
    if (engine != null) {
      // It refuses to end while it starts.
      started.await();
      engine.close();
      engine = null;
    }
  }

  private void publish(
      List<ChangeEvent<SourceRecord, SourceRecord>> events,
      DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
      throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
    for (ChangeEvent<SourceRecord, SourceRecord> event : events) {
      sent.add(kafka.send(record(event.value())));
    }
    try {
      for (Future<RecordMetadata> result : sent) {
        result.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take a batch", e);
    }
    for (ChangeEvent<SourceRecord, SourceRecord> event : events) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  private static ProducerRecord<String, String> record(SourceRecord event) {
    RecordHeaders headers = new RecordHeaders();
    for (Header header : event.headers()) {
      if (header.value() != null) {
        headers.add(header.key(), header.value().toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return new ProducerRecord<>(
        event.topic(), null, (String) event.key(), (String) event.value(), headers);
  }
}
