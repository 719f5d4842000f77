package io.waybill.benchmarks.road;

import io.waybill.local.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Asks the databases and Kafka what waits. */
final class BacklogWatch implements AutoCloseable {
  private static final String OUTBOX =
      "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NULL";
  private static final String TASKS =
      "SELECT count(*) FROM tasks WHERE status IN ('pending', 'processing')";

  private final Connection rest;
  private final Connection grpc;
  private final Admin kafka;

  BacklogWatch(Database rest, Database grpc, String brokers) throws SQLException {
    this.rest = rest.connect();
    this.grpc = grpc.connect();
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    kafka = Admin.create(settings);
  }

  Backlog now(long calls) throws SQLException {
    return new Backlog(
        calls,
        count(rest, OUTBOX),
        lag("grpc-service-group"),
        count(grpc, TASKS),
        count(grpc, OUTBOX),
        lag("worker-service-group"));
  }

  List<Connection> connections() {
    return List.of(rest, grpc);
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long lag(String group) {
    try {
      Map<TopicPartition, Long> taken =
          kafka
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .filter(entry -> entry.getValue() != null)
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
      Map<TopicPartition, OffsetSpec> ends =
          taken.keySet().stream()
              .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest()));
      return kafka.listOffsets(ends).all().get().entrySet().stream()
          .mapToLong(end -> Math.max(0, end.getValue().offset() - taken.get(end.getKey())))
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while asking Kafka for the lag", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not tell the lag of " + group, e);
    }
  }

  @Override
  public void close() throws SQLException {
    rest.close();
    grpc.close();
    kafka.close();
  }
}
