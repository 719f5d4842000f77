package io.waybill.benchmarks.relay.plain;

import io.waybill.benchmarks.relay.PeerProducer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The shortest relay that loses nothing: read a batch in order, send it, wait for every
 * acknowledgement, mark it, commit. It is the only one, so it takes no lock; it neither parks,
 * counts nor traces, and what a failure does to the order is nobody's care.
 */
public final class PlainRelay {
  private static final String SELECT =
      "SELECT seq, id, aggregate_id, event_type, message_key, event_sequence, payload::text, created_at::text,"
          + " traceparent, correlation_id FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NULL"
          + " ORDER BY seq LIMIT ?";
  private static final String UPDATE =
      "UPDATE outbox_events SET processed_at = clock_timestamp() AT TIME ZONE 'UTC'"
          + " WHERE seq = ANY (?) AND processed_at IS NULL AND parked_at IS NULL";

  private PlainRelay() {}

  /**
   * Runs between the lines "start" and "stop" on standard input, until that ends; reads DB_URL,
   * DB_USER, DB_PASSWORD and KAFKA_BROKERS.
   *
   * @param args the batch size, and the milliseconds between two looks when nothing is there
   */
  public static void main(String[] args) throws Exception {
    int batchSize = Integer.parseInt(args[0]);
    long pauseNanos = Long.parseLong(args[1]) * 1_000_000;
    AtomicBoolean on = new AtomicBoolean();
    Thread commands = new Thread(() -> follow(on), "commands");
    commands.start();
    try (Connection database =
            DriverManager.getConnection(
                System.getenv("DB_URL"), System.getenv("DB_USER"), System.getenv("DB_PASSWORD"));
        KafkaProducer<String, String> kafka = PeerProducer.open();
        PreparedStatement select = database.prepareStatement(SELECT);
        PreparedStatement update = database.prepareStatement(UPDATE)) {
      database.setAutoCommit(false);
      select.setInt(1, batchSize);
      while (commands.isAlive()) {
        if (!on.get() || publish(database, select, update, kafka) == 0) {
          LockSupport.parkNanos(pauseNanos);
        }
      }
    }
  }

  private static void follow(AtomicBoolean on) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> on.set(line.equals("start")));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read commands", e);
    }
  }

  private static int publish(
      Connection database,
      PreparedStatement select,
      PreparedStatement update,
      KafkaProducer<String, String> kafka)
      throws SQLException, ExecutionException, InterruptedException {
    List<Object> seqs = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        seqs.add(row.getLong(1));
        sent.add(kafka.send(record(row)));
      }
    }
    for (Future<RecordMetadata> result : sent) {
      result.get();
    }
    if (!seqs.isEmpty()) {
      update.setArray(1, database.createArrayOf("bigint", seqs.toArray()));
      update.executeUpdate();
    }
    database.commit();
    return seqs.size();
  }

  private static ProducerRecord<String, String> record(ResultSet row) throws SQLException {
    String type = row.getString(4);
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", row.getString(2));
    add(headers, "ce_type", type);
    add(headers, "ce_source", "/waybill/plain");
    add(headers, "ce_time", row.getString(8).replace(' ', 'T') + "Z");
    add(headers, "ce_subject", row.getString(3));
    add(headers, "ce_sequence", row.getString(6));
    add(headers, "content-type", "application/json");
    add(headers, "traceparent", row.getString(9));
    add(headers, "correlation_id", row.getString(10));
    return new ProducerRecord<>(type, null, row.getString(5), row.getString(7), headers);
  }

  private static void add(RecordHeaders headers, String name, String value) {
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
