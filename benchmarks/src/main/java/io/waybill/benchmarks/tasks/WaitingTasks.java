package io.waybill.benchmarks.tasks;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The command {@code benchmarks/tasks-waiting}. */
final class WaitingTasks {
  /** Nobody's executor: its lease never ends while this runs. */
  private static final String HEAD =
      "INSERT INTO tasks (id, resource_id, action, status, attempts, lease_owner, lease_until)"
          + " VALUES ('benchmark-head', 'hot', 'default', 'processing', 1, 'benchmark',"
          + " (now() AT TIME ZONE 'UTC') + interval '15 s')";

  private static final String RENEW =
      "UPDATE tasks SET lease_until = (now() AT TIME ZONE 'UTC') + interval '15 s' WHERE id = 'benchmark-head'";
  private static final String WAITING =
      "INSERT INTO tasks (id, resource_id, action, status)"
          + " SELECT gen_random_uuid()::text, 'hot', 'default', 'pending' FROM generate_series(1, ?)";

  private final int calls;
  private final TaskServiceBlockingStub tasks;
  private final Connection connection;

  private WaitingTasks(int calls, TaskServiceBlockingStub tasks, Connection connection) {
    this.calls = calls;
    this.tasks = tasks;
    this.connection = connection;
  }

  public static void main(String[] words) throws SQLException {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "waiting", "100000",
                    "calls", "2000",
                    "warm-up", "2000",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    System.out.println(measure(arguments, java));
    System.out.println(
        Conditions.line(
            "benchmarks/tasks-waiting " + arguments,
            java.words() + " for the service; PostgreSQL with fsync on, on the same machine"));
    System.exit(0);
  }

  private static String measure(Arguments arguments, Java java) throws SQLException {
    MarkdownTable table =
        new MarkdownTable("Tasks that wait behind one", "ms until done: median", "p99", "longest");
    try (Infrastructure infrastructure = new Infrastructure()) {
      Waybill service = infrastructure.startWaybill(Service.GRPC, java);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(Ports.HOST, service.grpcPort()).usePlaintext().build();
      try (Connection connection = infrastructure.database(Service.GRPC).connect()) {
        WaitingTasks all =
            new WaitingTasks(
                arguments.integer("calls"), TaskServiceGrpc.newBlockingStub(channel), connection);
        all.run(arguments.integer("warm-up"));
        row(table, "0", all.run(all.calls));
        all.execute(HEAD);
        all.makeWait(arguments.integer("waiting"));
        row(table, arguments.text("waiting") + ", at once", all.run(all.calls));
        row(table, arguments.text("waiting") + ", later", all.run(all.calls));
      } finally {
        channel.shutdownNow();
      }
    }
    return table.toString();
  }

  private static void row(MarkdownTable table, String waiting, Times times) {
    table.row(
        waiting,
        Spread.number(times.millis(0.5)),
        Spread.number(times.millis(0.99)),
        Spread.number(times.millis(1)));
  }

  private void makeWait(int count) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(WAITING)) {
      insert.setInt(1, count);
      insert.executeUpdate();
    }
  }

  private void execute(String statement) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.executeUpdate();
    }
  }

  /** One task after the other, each of another resource, until it is done. */
  private Times run(int count) throws SQLException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      if (i % 100 == 0) {
        execute(RENEW);
      }
      String task =
          tasks
              .processTask(
                  ProcessTaskRequest.newBuilder()
                      .setResourceId(UUID.randomUUID().toString())
                      .setAction("default")
                      .build())
              .getTaskId();
      GetTaskStatusRequest status = GetTaskStatusRequest.newBuilder().setTaskId(task).build();
      while (!tasks.getTaskStatus(status).getStatus().equals("completed")) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      nanos.add(System.nanoTime() - start);
    }
    return new Times(nanos);
  }
}
