package io.waybill.system.recovery;

import io.waybill.local.Database;
import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Events;
import io.waybill.system.client.Sql;
import io.waybill.system.ledger.EvidenceReader;
import io.waybill.system.ledger.Ledger;
import io.waybill.system.ledger.Report;
import io.waybill.system.ledger.Violation;
import io.waybill.system.ledger.Write;
import io.waybill.system.recovery.UntilTheLoss.Timed;
import io.waybill.system.stack.CleanStack;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * PostgreSQL's disk is lost under load, with all three databases. An older state is restored, as of
 * a point in time before the last writes; Kafka has the rest.
 */
final class DatabaseLost {
  private static final String NAME = "recovery/database";
  private static final int SOME = 300;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  // An acknowledged write that is not published yet is in no archive: the relay's lag, and room.
  private static final Duration MAY_BE_LOST = Duration.ofSeconds(1);

  private final Stack stack;
  private final Consumer<String> say;
  private final Path directory = CleanStack.directory(NAME);
  private final Path data = directory.resolve("data/postgres");
  private final Path archive = directory.resolve("wal");
  private final Path log = directory.resolve("logs/commands.log");

  private DatabaseLost(Stack stack, Consumer<String> say) {
    this.stack = stack;
    this.say = say;
  }

  static Report run(Consumer<String> say) throws Exception {
    try (Stack stack = CleanStack.builder(NAME).durable(true).build()) {
      stack.start();
      return new DatabaseLost(stack, say).run();
    }
  }

  private Report run() throws Exception {
    archiveWal();
    UntilTheLoss load = UntilTheLoss.start(stack.restUrl(), "database-lost-", 6);
    await("the first writes", () -> load.count() >= SOME);
    Path backup = directory.resolve("backup");
    Commands.run(log, superuser(), operation("backup"), data.toString(), backup.toString());
    write(load);
    String time = now();
    write(load);
    archiveToHere();
    write(load);
    Instant lossAt = Instant.now();
    stack.kill("postgres");
    // Its orphans may still write for a moment, into what nobody reads any more.
    Files.move(data, directory.resolve("lost"));
    List<Timed> writes = load.finish();
    say.accept(
        "PostgreSQL killed and its data gone after "
            + writes.size()
            + " writes; restoring the state of "
            + time);

    Commands.services(stack).forEach(stack::stop);
    Commands.run(
        log,
        Map.of(),
        operation("restore"),
        backup.toString(),
        archive.toString(),
        data.toString(),
        time);
    stack.start("postgres");
    say.accept("restored: " + counts());
    Commands.replay(stack, log);
    String replayed = counts();
    say.accept("after the replay: " + replayed);
    Commands.replay(stack, log);
    if (!counts().equals(replayed)) {
      throw new AssertionError("A second replay changed something: " + counts());
    }
    forgetOffsets();
    Commands.services(stack).forEach(stack::start);
    stack.awaitReady(LIMIT);
    return judge(load, writes, lossAt);
  }

  private Report judge(UntilTheLoss load, List<Timed> writes, Instant lossAt) throws Exception {
    Set<String> kept =
        Sql.query(
                stack.database(Service.REST),
                "SELECT aggregate_id || ' ' || event_sequence AS write FROM outbox_events")
            .stream()
            .map(row -> (String) row.get("write"))
            .collect(Collectors.toSet());
    List<Write> recoverable = new ArrayList<>();
    int lost = 0;
    for (Timed timed : writes) {
      Write write = timed.write();
      if (!write.answered() || kept.contains(write.resourceId() + " " + write.version())) {
        recoverable.add(write);
      } else if (timed.at().isBefore(lossAt.minus(MAY_BE_LOST))) {
        throw new AssertionError(
            write + " is lost, " + Duration.between(timed.at(), lossAt) + " before the disk");
      } else {
        lost++;
      }
    }
    say.accept(
        lost
            + " writes of the last "
            + MAY_BE_LOST.toMillis()
            + " ms had been acknowledged but neither archived nor published");
    recoverable.addAll(furtherWrites(recoverable));
    EvidenceReader reader = new EvidenceReader(stack, load.prefix());
    boolean quiet = reader.awaitQuiet(recoverable, LIMIT);
    say.accept(quiet ? "all has come to rest" : "something is still on its way after two minutes");
    return knowable(Ledger.judge(reader.read(recoverable, List.of())));
  }

  /**
   * Without the order of commits between the tasks of one resource: Kafka saw them first as the
   * lost database had made them, and the new one makes them in the order in which the topics are
   * read again. The order of each task's and each resource's own events is judged.
   */
  private Report knowable(Report report) {
    List<Violation> violations =
        report.violations().stream()
            .filter(
                each ->
                    each.kind() != Violation.Kind.MISORDERED
                        || !each.toString().contains("task.process")
                        || !each.toString().endsWith("was committed before"))
            .toList();
    say.accept(
        (report.violations().size() - violations.size())
            + " tasks were made in another order than the first time");
    return new Report(
        report.acknowledged(),
        report.unanswered(),
        report.resourceEvents(),
        report.tasks(),
        report.messages(),
        report.repeated(),
        report.stored(),
        violations);
  }

  /** The next versions of what was replayed. */
  private List<Write> furtherWrites(List<Write> before) {
    return FurtherWrites.toLiving(stack.restUrl(), before, 20);
  }

  private void archiveWal() throws Exception {
    Files.createDirectories(archive);
    Files.createDirectories(log.getParent());
    sql("ALTER SYSTEM SET archive_mode = on");
    sql(
        "ALTER SYSTEM SET archive_command = 'test ! -f %1$s/%%f && cp %%p %1$s/.%%f && mv %1$s/.%%f %1$s/%%f'"
            .formatted(archive));
    stack.stop("postgres");
    stack.start("postgres");
    stack.awaitReady(LIMIT);
  }

  /** What archive_timeout does once a minute. */
  private void archiveToHere() throws Exception {
    String segment = ask("SELECT pg_walfile_name(pg_switch_wal())");
    await("the archive", () -> Files.exists(archive.resolve(segment)));
  }

  private void write(UntilTheLoss load) {
    int before = load.count();
    await("further writes", () -> load.count() >= before + SOME);
  }

  private String now() throws SQLException {
    return ask(
        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
  }

  private String counts() throws SQLException {
    Map<String, Object> row =
        Sql.query(
                stack.database(Service.REST),
                "SELECT (SELECT count(*) FROM resources) AS resources, count(*) AS events,"
                    + " (SELECT count(*) FROM outbox_events WHERE processed_at IS NULL) AS pending,"
                    + " (SELECT md5(string_agg(r::text, ' ' ORDER BY id)) FROM resources r) AS digest"
                    + " FROM outbox_events")
            .get(0);
    return row
        + ", Kafka has "
        + Events.all(stack.kafkaBrokers(), Events.TOPICS.subList(0, 3)).size();
  }

  private void forgetOffsets() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafkaBrokers()))) {
      admin
          .deleteConsumerGroups(List.of("grpc-service-group", "worker-service-group"))
          .all()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static String operation(String name) {
    return Project.root().resolve("operations").resolve(name).toString();
  }

  private Map<String, String> superuser() throws Exception {
    Database server = server();
    return Map.of(
        "PGHOST", server.host(),
        "PGPORT", Integer.toString(server.port()),
        "PGUSER", server.user(),
        "PGPASSWORD", server.password());
  }

  private Database server() {
    Properties passwords = new Properties();
    try (Reader file = Files.newBufferedReader(directory.resolve("data/passwords"))) {
      passwords.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Database any = stack.database(Service.REST);
    return new Database(
        any.host(), any.port(), "postgres", "postgres", passwords.getProperty("postgres"));
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = server().connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private String ask(String query) throws SQLException {
    return (String) Sql.query(server(), query).get(0).values().iterator().next();
  }

  private static void await(String what, BooleanSupplier condition) {
    if (!Waiting.until(condition, LIMIT, POLL)) {
      throw new AssertionError(what + " did not come within " + LIMIT.toSeconds() + " s");
    }
  }
}
