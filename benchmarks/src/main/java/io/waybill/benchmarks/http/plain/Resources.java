package io.waybill.benchmarks.http.plain;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The plain tables, with the index that the list needs and the one that a relay would. */
class Resources {
  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS resources (
        id VARCHAR(100) PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT, status VARCHAR(50) NOT NULL,
        created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL);
      CREATE INDEX IF NOT EXISTS resources_newest ON resources (created_at DESC, id DESC);
      CREATE TABLE IF NOT EXISTS outbox_events (
        id VARCHAR(100) PRIMARY KEY, aggregate_id VARCHAR(100) NOT NULL, event_type VARCHAR(100) NOT NULL,
        payload JSONB NOT NULL, created_at TIMESTAMP NOT NULL, processed_at TIMESTAMP NULL);
      CREATE INDEX IF NOT EXISTS outbox_events_pending ON outbox_events (created_at) WHERE processed_at IS NULL;
      """;
  private static final String INSERT_RESOURCE =
      "INSERT INTO resources (id, name, description, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String INSERT_EVENT =
      "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, created_at)"
          + " VALUES (?, ?, 'resource.created', ?::jsonb, ?)";
  private static final String INSERT_BOTH =
      "WITH resource AS (" + INSERT_RESOURCE + ") " + INSERT_EVENT;
  private static final String SELECT =
      "SELECT id, name, description, status, created_at, updated_at FROM resources ";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final JsonMapper json;

  Resources(JdbcTemplate jdbc, TransactionTemplate transaction, JsonMapper json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.json = json;
    jdbc.execute(SCHEMA);
  }

  Resource insertInTransaction(Resource it) {
    LocalDateTime now = utc(it.createdAt());
    transaction.executeWithoutResult(
        status -> {
          jdbc.update(INSERT_RESOURCE, it.id(), it.name(), it.description(), it.status(), now, now);
          jdbc.update(INSERT_EVENT, newId(), it.id(), payload(it), now);
        });
    return it;
  }

  Resource insertInOneStatement(Resource it) {
    LocalDateTime now = utc(it.createdAt());
    jdbc.update(
        INSERT_BOTH,
        it.id(),
        it.name(),
        it.description(),
        it.status(),
        now,
        now,
        newId(),
        it.id(),
        payload(it),
        now);
    return it;
  }

  Optional<Resource> find(String id) {
    return jdbc.query(SELECT + "WHERE id = ?", (row, number) -> resource(row), id).stream()
        .findFirst();
  }

  List<Resource> newest(int limit) {
    return jdbc.query(
        SELECT + "ORDER BY created_at DESC, id DESC LIMIT ?",
        (row, number) -> resource(row),
        limit);
  }

  private static Resource resource(ResultSet row) throws SQLException {
    return new Resource(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getObject(5, LocalDateTime.class).toInstant(ZoneOffset.UTC),
        row.getObject(6, LocalDateTime.class).toInstant(ZoneOffset.UTC));
  }

  private String payload(Resource resource) {
    return json.writeValueAsString(resource);
  }

  private static String newId() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }

  private static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
