package io.waybill.benchmarks.sink.plain;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The shortest sink that loses nothing: a poll, one statement, a commit of the database, then of
 * the offsets. It believes what it reads: no checks, no dead letters, metrics or traces.
 */
public final class PlainSink {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final List<String> TEXTS =
      List.of(
          "ce_id", "ce_type", "ce_subject", "ce_sequence", "ce_time", "payload", "correlation_id");

  private PlainSink() {}

  /**
   * Runs until it is told to stop; reads DB_URL, DB_USER, DB_PASSWORD and KAFKA_BROKERS.
   *
   * @param args the file with the worker's statement, the group, the most records a poll, the
   *     topics
   */
  public static void main(String[] args) throws Exception {
    String statement = Files.readString(Path.of(args[0])).replaceAll("(?<!:):#[A-Za-z]+", "?");
    try (Connection database =
            DriverManager.getConnection(
                System.getenv("DB_URL"), System.getenv("DB_USER"), System.getenv("DB_PASSWORD"));
        PreparedStatement store = database.prepareStatement(statement);
        KafkaConsumer<String, String> kafka =
            new KafkaConsumer<>(
                Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    System.getenv("KAFKA_BROKERS"),
                    ConsumerConfig.GROUP_ID_CONFIG,
                    args[1],
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    args[2],
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    "false",
                    // It is held by SIGSTOP while the other one works, and must keep its place.
                    ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                    "600000",
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    StringDeserializer.class,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                    StringDeserializer.class))) {
      database.setAutoCommit(false);
      kafka.subscribe(List.of(args[3].split(",", -1)));
      while (true) {
        ConsumerRecords<String, String> records = kafka.poll(POLL);
        if (!records.isEmpty()) {
          store(database, store, records);
          database.commit();
          kafka.commitSync();
        }
      }
    }
  }

  private static void store(
      Connection database, PreparedStatement store, ConsumerRecords<String, String> records)
      throws SQLException {
    String[][] columns = new String[TEXTS.size()][records.count()];
    Long[] sequences = new Long[records.count()];
    int row = 0;
    for (ConsumerRecord<String, String> record : records) {
      for (int column = 0; column < TEXTS.size(); column++) {
        columns[column][row] =
            TEXTS.get(column).equals("payload")
                ? record.value()
                : header(record, TEXTS.get(column));
      }
      sequences[row] = Long.valueOf(header(record, "ce_sequence"));
      row++;
    }
    for (int column = 0; column < TEXTS.size(); column++) {
      boolean numbers = TEXTS.get(column).equals("ce_sequence");
      store.setArray(
          column + 1,
          database.createArrayOf(
              numbers ? "bigint" : "text", numbers ? sequences : columns[column]));
    }
    store.executeUpdate();
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}
