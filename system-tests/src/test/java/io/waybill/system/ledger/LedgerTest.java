package io.waybill.system.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Json;
import io.waybill.system.ledger.OutboxEvent.State;
import io.waybill.system.ledger.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger finds nothing in books that are right, and each thing that is made wrong in them. */
class LedgerTest {

  @Test
  void booksThatAreRightAreClean() {
    Report report = Ledger.judge(new Books().evidence());
    assertThat(report.violations()).isEmpty();
    report.assertClean();
    assertThat(report.acknowledged()).isEqualTo(5);
    assertThat(report.stored("resource.*")).isEqualTo(5);
    assertThat(report.stored("task.completed")).isEqualTo(6);
    assertThat(report.toString())
        .contains("lost 0, doubled 0, misordered 0, stuck 0, unexplained 0");
  }

  @Test
  void onlyWhatWasPublishedAgainMayComeLate() {
    Books books = new Books();
    books.republished.add("a2");
    books.swapMessages("a2", "a3");
    assertThat(Ledger.judge(books.evidence()).violations()).isEmpty();

    books.swapMessages("b1-task-1", "b2-task-1");
    assertThat(Ledger.judge(books.evidence()).violations()).isNotEmpty();
  }

  @Test
  void theTaskOfWhatWasPublishedAgainMayEndLate() {
    Books books = new Books();
    books.republished.add("b1");
    books.swapOutcomes("b1-task-2", "b2-task-2");
    assertThat(Ledger.judge(books.evidence()).count(Kind.MISORDERED)).isZero();
  }

  static Stream<Arguments> whatIsWrong() {
    return Stream.of(
        wrong("a write without an event", Kind.LOST, b -> b.events.remove(1)),
        wrong("an accepted task that is not there", Kind.LOST, b -> b.tasks.remove(5)),
        wrong(
            "an event that is published but not in Kafka",
            Kind.LOST,
            b -> b.messages.removeIf(m -> m.id().equals("a2"))),
        wrong("an event without a task", Kind.LOST, b -> b.dropTask("a3-task")),
        wrong(
            "a finished task without task.completed",
            Kind.LOST,
            b -> b.taskEvents.removeIf(e -> e.id().equals("a1-task-2"))),
        wrong("an event that is not stored", Kind.LOST, b -> b.dropStored("a2")),
        wrong("a task event that is not stored", Kind.LOST, b -> b.dropStored("b1-task-2")),
        wrong("a row without an event", Kind.LOST, b -> b.rows.put("c", resource("c", "c"))),
        wrong(
            "one request that created two",
            Kind.DOUBLED,
            b -> b.event("c1", Change.CREATED, "c", 1, resource("c", "a"))),
        wrong(
            "two events of one sequence",
            Kind.DOUBLED,
            b -> b.event("a9", Change.UPDATED, "a", 2, resource("a", "a/1"))),
        wrong(
            "two tasks of one event",
            Kind.DOUBLED,
            b -> b.task("a1-again", "a", "process_new_resource")),
        wrong(
            "two outcomes of one task",
            Kind.DOUBLED,
            b -> b.taskEvent("a1-x", "a1-task", "a", "task.completed", 3, b.outcome("a1-task"))),
        wrong("an event that is stored twice", Kind.DOUBLED, b -> b.stored.add(b.stored.get(0))),
        wrong(
            "an event that is stored under two ids",
            Kind.DOUBLED,
            b -> b.stored.add(b.storedAs(b.stored.get(0), "other"))),
        wrong(
            "messages of a key in the wrong order",
            Kind.MISORDERED,
            b -> b.swapMessages("b1-task-1", "b2-task-1")),
        wrong(
            "messages of a subject in the wrong order",
            Kind.MISORDERED,
            b -> b.swapMessages("a2", "a3")),
        wrong("a key in two partitions", Kind.MISORDERED, b -> b.moveMessage("a3", 5)),
        wrong(
            "tasks that ended in the wrong order",
            Kind.MISORDERED,
            b -> b.swapOutcomes("b1-task-2", "b2-task-2")),
        wrong("a pending event", Kind.STUCK, b -> b.mark("a2", State.PENDING)),
        wrong("a parked event", Kind.STUCK, b -> b.mark("a2", State.PARKED)),
        wrong("a task that has not ended", Kind.STUCK, b -> b.status("a1-task", "processing")),
        wrong(
            "a message that the worker has not read",
            Kind.STUCK,
            b -> {
              b.dropStored("a2");
              b.unread.put(Evidence.WORKER_GROUP, List.of("a2"));
            }),
        wrong(
            "an event that the executor has not read",
            Kind.STUCK,
            b -> {
              b.dropTask("a3-task");
              b.unread.put(Evidence.GRPC_GROUP, List.of("a3"));
            }),
        wrong("a dead letter", Kind.STUCK, b -> b.deadLetters.add(b.messages.get(0))),
        wrong(
            "a message that no outbox has",
            Kind.UNEXPLAINED,
            b ->
                b.messages.add(
                    message("ghost", "resource.updated", "a", "a", 9, 99, resource("a", "x")))),
        wrong(
            "a message that says something else",
            Kind.UNEXPLAINED,
            b ->
                b.messages.set(
                    0, message("a1", "resource.created", "a", "a", 1, 0, resource("a", "x")))),
        wrong(
            "an answer that says something else than its event",
            Kind.UNEXPLAINED,
            b ->
                b.writes.set(
                    0, Write.acknowledged(Change.CREATED, "a", "a", 1, resource("a", "x")))),
        wrong("an event without a write", Kind.UNEXPLAINED, b -> b.writes.remove(1)),
        wrong("a task without a cause", Kind.UNEXPLAINED, b -> b.task("odd", "a", "juggle")),
        wrong(
            "a row that is not its last event",
            Kind.UNEXPLAINED,
            b -> b.rows.put("a", resource("a", "x"))),
        wrong("a row that was deleted", Kind.UNEXPLAINED, b -> b.rows.put("b", resource("b", "b"))),
        wrong("a row that has gone", Kind.UNEXPLAINED, b -> b.rows.remove("a")),
        wrong(
            "something stored that no outbox has",
            Kind.UNEXPLAINED,
            b ->
                b.stored.add(
                    new StoredEvent(
                        "ghost", "resource.updated", "a", null, 9, resource("a", "x")))),
        wrong(
            "something stored that differs from its event",
            Kind.UNEXPLAINED,
            b ->
                b.stored.set(
                    0,
                    new StoredEvent("a1", "resource.created", "a", null, 1, resource("a", "x")))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("whatIsWrong")
  void findsAndNames(String what, Kind kind, Consumer<Books> tampering) {
    Books books = new Books();
    tampering.accept(books);
    Report report = Ledger.judge(books.evidence());
    assertThat(report.count(kind)).as(what + " in " + report).isPositive();
    assertThatThrownBy(report::assertClean)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(kind + " ");
  }

  @Test
  void repeatsInKafkaAreNoViolation() {
    Books books = new Books();
    books.messages.addAll(List.copyOf(books.messages));
    Report report = Ledger.judge(books.evidence());
    report.assertClean();
    assertThat(report.repeated()).isEqualTo(17);
  }

  @Test
  void anUnansweredWriteMayHaveTakenEffectButNotTwice() {
    Books books = new Books();
    books.writes.set(1, Write.unanswered(Change.UPDATED, "a", "a/1"));
    Ledger.judge(books.evidence()).assertClean();

    Books none = new Books();
    none.writes.add(Write.unanswered(Change.CREATED, null, "never"));
    Ledger.judge(none.evidence()).assertClean();

    books.writes.set(2, Write.unanswered(Change.DELETED, "a", "a"));
    assertThat(Ledger.judge(books.evidence()).count(Kind.UNEXPLAINED)).isPositive();
  }

  private static Arguments wrong(String what, Kind kind, Consumer<Books> tampering) {
    return arguments(what, kind, tampering);
  }

  private static JsonNode resource(String id, String name) {
    return Json.parse(Json.object("id", id, "name", name, "status", "active"));
  }

  private static Message message(
      String id,
      String topic,
      String key,
      String subject,
      long sequence,
      long offset,
      JsonNode value) {
    return new Message(topic, 1, offset, key, id, subject, sequence, value);
  }

  /**
   * Resource a is created and updated twice, b is created and deleted, and a task is called for.
   */
  private static final class Books {
    private final List<Write> writes = new ArrayList<>();
    private final List<TaskCall> calls = new ArrayList<>();
    private final Map<String, JsonNode> rows = new HashMap<>();
    private final List<OutboxEvent> events = new ArrayList<>();
    private final List<OutboxEvent> taskEvents = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, List<String>> unread = new HashMap<>();
    private final List<Message> deadLetters = new ArrayList<>();
    private final List<TaskRow> tasks = new ArrayList<>();
    private final List<StoredEvent> stored = new ArrayList<>();
    private final Set<String> republished = new HashSet<>();
    private long position;

    Books() {
      write("a1", Change.CREATED, "a", "a", 1, resource("a", "a"));
      write("a2", Change.UPDATED, "a", "a/1", 2, resource("a", "a/1"));
      write("a3", Change.UPDATED, "a", "a/2", 3, resource("a", "a/2"));
      write("b1", Change.CREATED, "b", "b", 1, resource("b", "b"));
      JsonNode deletion = Json.parse(Json.object("id", "b", "status", "deleted"));
      write("b2", Change.DELETED, "b", "b", 2, deletion);
      calls.add(new TaskCall("call", "a", "weigh"));
      task("call", "a", "weigh");
      rows.put("a", resource("a", "a/2"));
    }

    Evidence evidence() {
      return new Evidence(
          writes,
          calls,
          rows,
          events,
          taskEvents,
          messages,
          unread,
          deadLetters,
          tasks,
          stored,
          republished);
    }

    private void write(
        String event, Change change, String id, String name, long version, JsonNode state) {
      writes.add(
          Write.acknowledged(change, id, name, version, change == Change.DELETED ? null : state));
      event(event, change, id, version, state);
      task(event + "-task", id, change.action());
    }

    void event(String event, Change change, String id, long version, JsonNode state) {
      add(events, event, change.event(), id, id, version, state, null);
    }

    void task(String task, String resource, String action) {
      tasks.add(new TaskRow(task, resource, action, "completed"));
      taskEvent(task + "-1", task, resource, "task.process", 1, Json.parse("{}"));
      taskEvent(task + "-2", task, resource, "task.completed", 2, outcome(task));
    }

    JsonNode outcome(String task) {
      return Json.parse(Json.object("task_id", task, "status", "completed"));
    }

    void taskEvent(
        String event, String task, String resource, String type, long sequence, JsonNode payload) {
      add(taskEvents, event, type, task, resource, sequence, payload, task);
    }

    private void add(
        List<OutboxEvent> outbox,
        String event,
        String type,
        String subject,
        String key,
        long sequence,
        JsonNode payload,
        String task) {
      position++;
      outbox.add(
          new OutboxEvent(event, type, subject, key, position, sequence, payload, State.PUBLISHED));
      messages.add(message(event, type, key, subject, sequence, position, payload));
      stored.add(new StoredEvent(event, type, key, task, sequence, payload));
    }

    void dropTask(String task) {
      tasks.removeIf(row -> row.id().equals(task));
      taskEvents.removeIf(event -> event.subject().equals(task));
      messages.removeIf(message -> message.subject().equals(task));
      stored.removeIf(event -> task.equals(event.taskId()));
    }

    void dropStored(String event) {
      stored.removeIf(row -> row.id().equals(event));
    }

    StoredEvent storedAs(StoredEvent event, String id) {
      return new StoredEvent(
          id, event.type(), event.resourceId(), event.taskId(), event.sequence(), event.payload());
    }

    void swapMessages(String one, String other) {
      int first = indexOf(one);
      int second = indexOf(other);
      Message message = messages.get(first);
      messages.set(first, messages.get(second));
      messages.set(second, message);
    }

    void moveMessage(String id, int partition) {
      Message m = messages.get(indexOf(id));
      messages.set(
          indexOf(id),
          new Message(
              m.topic(), partition, m.offset(), m.key(), id, m.subject(), m.sequence(), m.value()));
    }

    private int indexOf(String id) {
      return messages.stream().map(Message::id).toList().indexOf(id);
    }

    void swapOutcomes(String one, String other) {
      long first = event(taskEvents, one).position();
      long second = event(taskEvents, other).position();
      taskEvents.replaceAll(
          e ->
              e.id().equals(one)
                  ? at(e, second, e.state())
                  : e.id().equals(other) ? at(e, first, e.state()) : e);
      swapMessages(one, other);
    }

    void mark(String id, State state) {
      events.replaceAll(e -> e.id().equals(id) ? at(e, e.position(), state) : e);
    }

    private static OutboxEvent event(List<OutboxEvent> events, String id) {
      return events.stream().filter(e -> e.id().equals(id)).findAny().orElseThrow();
    }

    private static OutboxEvent at(OutboxEvent e, long position, State state) {
      return new OutboxEvent(
          e.id(), e.type(), e.subject(), e.key(), position, e.sequence(), e.payload(), state);
    }

    void status(String task, String status) {
      tasks.replaceAll(
          t -> t.id().equals(task) ? new TaskRow(task, t.resourceId(), t.action(), status) : t);
    }
  }
}
