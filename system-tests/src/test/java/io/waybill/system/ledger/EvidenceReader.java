package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.contract.PublishedEvents;
import io.waybill.local.Topics;
import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Events;
import io.waybill.system.client.Json;
import io.waybill.system.client.Sql;
import io.waybill.system.client.Unreadable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads what a stack holds of the resources that one load has made. */
public final class EvidenceReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String RESOURCE_IDS =
      "SELECT aggregate_id AS id FROM outbox_events"
          + " WHERE event_type = 'resource.created' AND starts_with(payload->>'name', ?)";
  private static final String RESOURCES =
      """
      SELECT id, json_build_object('id', id, 'name', name, 'description', description, 'status', status,
        'created_at', to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'updated_at', to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text AS state
      FROM resources WHERE id = ANY (?)""";
  private static final String OUTBOX =
      """
      SELECT id, event_type, aggregate_id, message_key, seq, event_sequence, payload::text AS payload,
        CASE WHEN processed_at IS NOT NULL THEN 'PUBLISHED' WHEN parked_at IS NOT NULL THEN 'PARKED'
          ELSE 'PENDING' END AS state
      FROM outbox_events WHERE message_key = ANY (?)""";
  private static final String TASKS =
      "SELECT id, resource_id, action, status FROM tasks WHERE resource_id = ANY (?)";
  private static final String STORED =
      "SELECT id::text AS id, event_type, resource_id, task_id, event_sequence, payload::text AS payload"
          + " FROM processed_events WHERE resource_id = ANY (?)";
  private static final String OUTBOX_COUNTS =
      "SELECT count(*) AS events, count(*) FILTER (WHERE processed_at IS NULL) AS pending"
          + " FROM outbox_events WHERE message_key = ANY (?)";

  private static final String TASK_COUNTS =
      "SELECT count(*) AS made, count(*) FILTER (WHERE status IN ('completed', 'failed')) AS finished"
          + " FROM tasks WHERE resource_id = ANY (?)";

  private final Stack stack;
  private final String prefix;
  private final List<Unreadable> damaged;

  /** Of the resources whose names began with the prefix when they were created. */
  public EvidenceReader(Stack stack, String prefix) {
    this(stack, prefix, List.of());
  }

  /**
   * The same when records were damaged.
   *
   * @param damaged records whose events were published again
   */
  public EvidenceReader(Stack stack, String prefix, List<Unreadable> damaged) {
    this.stack = stack;
    this.prefix = prefix;
    this.damaged = damaged;
  }

  /** Waits until nothing is on its way any more; says whether that came in time. */
  public boolean awaitQuiet(List<Write> writes, Duration limit) {
    return Waiting.until(() -> isQuiet(writes), limit, POLL);
  }

  private boolean isQuiet(List<Write> writes) {
    try {
      String[] ids = ids(writes);
      Map<String, Object> resources = one(Service.REST, OUTBOX_COUNTS, ids);
      Map<String, Object> tasks = one(Service.GRPC, OUTBOX_COUNTS, ids);
      long events = number(resources, "events");
      Map<String, Object> counts = one(Service.GRPC, TASK_COUNTS, ids);
      long finished = number(counts, "finished");
      long stored =
          number(
              one(
                  Service.WORKER,
                  "SELECT count(*) AS n FROM processed_events WHERE resource_id = ANY (?)",
                  ids),
              "n");
      return number(resources, "pending") == 0
          && number(tasks, "pending") == 0
          && finished >= events
          && finished == number(counts, "made")
          && number(tasks, "events") >= 2 * finished
          && stored >= events + number(tasks, "events");
    } catch (SQLException away) {
      return false;
    }
  }

  /** Everything, as it is now. */
  public Evidence read(List<Write> writes, List<TaskCall> calls) throws SQLException {
    String[] ids = ids(writes);
    Set<String> keys = Set.of(ids);
    List<ConsumerRecord<String, String>> records =
        Events.all(stack.kafkaBrokers(), Events.TOPICS, damaged).stream()
            .filter(message -> message.key() != null && keys.contains(message.key()))
            .toList();
    records.forEach(PublishedEvents::check);
    return new Evidence(
        writes,
        calls,
        Sql.query(stack.database(Service.REST), RESOURCES, (Object) ids).stream()
            .collect(Collectors.toMap(row -> text(row, "id"), row -> json(row, "state"))),
        outbox(Service.REST, ids),
        outbox(Service.GRPC, ids),
        records.stream().map(EvidenceReader::message).toList(),
        unread(records),
        Events.all(stack.kafkaBrokers(), Topics.deadLetters()).stream()
            .filter(message -> message.key() != null && keys.contains(message.key()))
            .map(EvidenceReader::message)
            .toList(),
        Sql.query(stack.database(Service.GRPC), TASKS, (Object) ids).stream()
            .map(
                row ->
                    new TaskRow(
                        text(row, "id"),
                        text(row, "resource_id"),
                        text(row, "action"),
                        text(row, "status")))
            .toList(),
        Sql.query(stack.database(Service.WORKER), STORED, (Object) ids).stream()
            .map(
                row ->
                    new StoredEvent(
                        text(row, "id"),
                        text(row, "event_type"),
                        text(row, "resource_id"),
                        text(row, "task_id"),
                        number(row, "event_sequence"),
                        json(row, "payload")))
            .toList(),
        damaged.stream().flatMap(one -> one.ids().stream()).collect(Collectors.toSet()));
  }

  private String[] ids(List<Write> writes) throws SQLException {
    Set<String> ids = new LinkedHashSet<>();
    for (Write write : writes) {
      if (write.resourceId() != null) {
        ids.add(write.resourceId());
      }
    }
    Sql.query(stack.database(Service.REST), RESOURCE_IDS, prefix)
        .forEach(row -> ids.add(text(row, "id")));
    return ids.toArray(String[]::new);
  }

  private List<OutboxEvent> outbox(Service service, String[] ids) throws SQLException {
    return Sql.query(stack.database(service), OUTBOX, (Object) ids).stream()
        .map(
            row ->
                new OutboxEvent(
                    text(row, "id"),
                    text(row, "event_type"),
                    text(row, "aggregate_id"),
                    text(row, "message_key"),
                    number(row, "seq"),
                    number(row, "event_sequence"),
                    json(row, "payload"),
                    OutboxEvent.State.valueOf(text(row, "state"))))
        .toList();
  }

  private Map<String, List<String>> unread(List<ConsumerRecord<String, String>> records) {
    Map<String, List<String>> unread = new HashMap<>();
    for (String group : List.of(Evidence.GRPC_GROUP, Evidence.WORKER_GROUP)) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          Events.committed(stack.kafkaBrokers(), group);
      unread.put(
          group,
          records.stream()
              .filter(
                  message -> {
                    OffsetAndMetadata done =
                        committed.get(new TopicPartition(message.topic(), message.partition()));
                    return done == null || done.offset() <= message.offset();
                  })
              .map(message -> Events.header(message, "ce_id"))
              .toList());
    }
    return unread;
  }

  private static Message message(ConsumerRecord<String, String> message) {
    String sequence = Events.header(message, "ce_sequence");
    return new Message(
        message.topic(),
        message.partition(),
        message.offset(),
        message.key(),
        String.valueOf(Events.header(message, "ce_id")),
        String.valueOf(Events.header(message, "ce_subject")),
        sequence == null ? 0 : Long.parseLong(sequence),
        Json.parse(message.value()));
  }

  private Map<String, Object> one(Service service, String sql, String[] ids) throws SQLException {
    return Sql.query(stack.database(service), sql, (Object) ids).get(0);
  }

  private static String text(Map<String, Object> row, String column) {
    return (String) row.get(column);
  }

  private static long number(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).longValue();
  }

  private static JsonNode json(Map<String, Object> row, String column) {
    return Json.parse(text(row, column));
  }
}
