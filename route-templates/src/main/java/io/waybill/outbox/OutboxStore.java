package io.waybill.outbox;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The relay's statements, through the SQL component: in the transaction of the thread that calls,
 * with the component's data source.
 */
final class OutboxStore {
  /** Longer than any publishing can take; then PostgreSQL gives the turn to another relay. */
  private static final String SESSION_TIMEOUT = "20s";

  private static final String ROWS = "&rowMapperFactory=#class:" + OutboxRows.class.getName();

  /**
   * The events of a batch.
   *
   * @param seqs their publishing order numbers, by which they are found
   * @param ids tell two events with one number apart, which may be after a sequence has been reset
   */
  @SuppressWarnings("ArrayRecordComponent") // as the statements take them
  record Events(long[] seqs, String[] ids) {}

  /**
   * What {@code take-turn.sql} answers.
   *
   * @param mine whether this relay has the turn
   * @param session of the database, which has the turn until its transaction ends
   * @param upkeepDue whether the low-water mark is to be raised
   */
  record Lock(boolean mine, Object session, boolean upkeepDue) {}

  private final String wake;
  private final ProducerTemplate template;
  private final ExecutorService marks;

  OutboxStore(CamelContext camel, String wakeQueue) {
    wake = OutboxRoutes.wake(wakeQueue);
    template = camel.createProducerTemplate();
    marks = camel.getExecutorServiceManager().newDefaultThreadPool(this, "OutboxMark");
  }

  Lock takeTurn() throws Exception {
    Map<?, ?> row =
        run(
            "take-turn.sql?parametersCount=1&outputType=SelectOne",
            Map.of("outboxTimeout", SESSION_TIMEOUT),
            Map.class);
    return new Lock(
        Boolean.TRUE.equals(row.get("mine")),
        row.get("session"),
        Boolean.TRUE.equals(row.get("upkeep_due")));
  }

  /** Null, or what was wrong with the low-water mark. */
  String raiseLowWaterMark() throws Exception {
    return run("raise-low-water-mark.sql?outputType=SelectOne", null, String.class);
  }

  void tryToWrite() throws Exception {
    run("try-to-write.sql", null, Object.class);
  }

  /**
   * The oldest pending events.
   *
   * @param most how many at most
   * @param small the largest stored payload to read, in bytes
   * @param text the largest payload to read, in bytes of its text
   * @param held topics whose events, and the later ones of their keys, are left out
   * @param published numbers of events that are published and not yet marked
   */
  @SuppressWarnings("unchecked")
  List<OutboxRow> nextBatch(int most, long small, long text, String[] held, long[] published)
      throws Exception {
    return run(
        "next-batch.sql?parametersCount=5" + ROWS,
        Map.of(
            "outboxBatchSize", most,
            "outboxSmall", small,
            "outboxText", text,
            "outboxHeld", held,
            "outboxPublished", published),
        List.class);
  }

  /** The first of these events, as many as have so many bytes, each at most of the largest size. */
  @SuppressWarnings("unchecked")
  List<OutboxRow> largeBatch(List<String> ids, long bytes, long largest) throws Exception {
    return run(
        "large-batch.sql?parametersCount=3" + ROWS,
        Map.of(
            "outboxIds", ids.toArray(String[]::new),
            "outboxBatchBytes", bytes,
            "outboxLargest", largest),
        List.class);
  }

  void park(String id, String reason) throws Exception {
    run(
        "park.sql?parametersCount=2",
        Map.of("outboxRefusedId", id, "outboxReason", reason),
        Object.class);
  }

  void parkTopic(String topic, String reason) throws Exception {
    run(
        "park-topic.sql?parametersCount=2",
        Map.of("outboxTopic", topic, "outboxReason", reason),
        Object.class);
  }

  /** How many were marked of each topic, and the lag of each event. */
  @SuppressWarnings("unchecked")
  List<Map<String, Object>> markProcessed(Events events, Lock turn) throws Exception {
    return run(
        "mark-processed.sql?parametersCount=3",
        Map.of(
            "outboxPublished", events.seqs(),
            "outboxPublishedIds", events.ids(),
            "outboxSession", turn.session()),
        List.class);
  }

  /** The same on another thread, and so on a second connection. */
  PendingMark beginMark(Events events, Lock turn) {
    return new PendingMark(events, marks.submit(() -> markProcessed(events, turn)));
  }

  /** There may be more to publish: the next turn begins at once. */
  void wakeAgain() {
    template.sendBody(wake, null);
  }

  private <T> T run(String statement, Map<String, Object> parameters, Class<T> type)
      throws Exception {
    Exchange done =
        template.send(
            "sql:classpath:sql/outbox/" + statement,
            exchange -> exchange.getMessage().setBody(parameters));
    if (done.getException() != null) {
      throw done.getException();
    }
    return type.cast(done.getMessage().getBody());
  }
}
