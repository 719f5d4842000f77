package io.waybill.benchmarks.grpc;

import io.grpc.stub.StreamObserver;
import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.grpc.plain.PlainGrpcServer;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.service.Contender;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.benchmarks.service.SideBySide;
import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceStub;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The command {@code benchmarks/grpc}. */
final class GrpcCalls {
  private static final int FIRST_TASKS_CALLERS = 16;
  private static final int RESOURCES = 10_000;
  private static final Duration FIRST_TASKS = Duration.ofSeconds(2);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Arguments arguments;
  private final Java java;

  private GrpcCalls(Arguments arguments, Java java) {
    this.arguments = arguments;
    this.java = java;
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "only", "get,process",
                    "callers", "16,64",
                    "slice", "8s",
                    "repeat", "3",
                    "warm-up", "15s",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    System.out.println(new GrpcCalls(arguments, java).measure());
    System.out.println(
        Conditions.line(
            "benchmarks/grpc " + arguments,
            java.words()
                + " for the services; PostgreSQL with fsync on, Kafka and the callers on the same machine;"
                + " callers share 4 connections; medians of the slices"));
    System.exit(0);
  }

  private SideBySide measure() throws SQLException {
    try (Infrastructure infrastructure = new Infrastructure()) {
      Waybill waybill = infrastructure.startWaybill(Service.GRPC, java);
      Database database = infrastructure.database(Service.GRPC);
      Database alone = infrastructure.migrated(Service.GRPC, Service.WORKER, java);
      int portBeside = Ports.free();
      ServiceProcess beside = plain(infrastructure, portBeside, database);
      int portAlone = Ports.free();
      ServiceProcess apart = plain(infrastructure, portAlone, alone);

      try (Callers ofWaybill = new Callers(waybill.grpcPort());
          Callers ofBeside = new Callers(portBeside);
          Callers ofApart = new Callers(portAlone)) {
        ofWaybill.run(GrpcCalls::processTask, FIRST_TASKS_CALLERS, FIRST_TASKS);
        settle(database);
        List<String> tasks = ids(database);
        Callers.Call getTask = (stub, answer) -> getTaskStatus(tasks, stub, answer);
        SideBySide sideBySide =
            new SideBySide(
                infrastructure, arguments.duration("slice"), arguments.integer("repeat"));
        measure(
            sideBySide,
            "get",
            "GetTaskStatus",
            List.of(
                contender("Waybill", waybill.process(), ofWaybill, getTask),
                contender("plain", beside, ofBeside, getTask)));
        sideBySide.beforeEachSlice(() -> settle(database));
        measure(
            sideBySide,
            "process",
            "ProcessTask",
            List.of(
                contender("Waybill", waybill.process(), ofWaybill, GrpcCalls::processTask),
                contender(
                    "plain, Waybill executes its tasks", beside, ofBeside, GrpcCalls::processTask),
                contender(
                    "plain, nobody executes its tasks", apart, ofApart, GrpcCalls::processTask)));
        return sideBySide;
      }
    }
  }

  private ServiceProcess plain(Infrastructure infrastructure, int port, Database database) {
    return infrastructure
        .startPlain(PlainGrpcServer.class, java, port, database, List.of())
        .awaitReady(() -> !Ports.isFree(port));
  }

  private void measure(
      SideBySide sideBySide, String argument, String call, List<Contender> contenders) {
    if (!List.of(arguments.text("only").split(",", -1)).contains(argument)) {
      return;
    }
    sideBySide.warmUp(contenders, FIRST_TASKS_CALLERS, arguments.duration("warm-up"));
    for (String callers : arguments.text("callers").split(",", -1)) {
      sideBySide.measure(call, Integer.parseInt(callers), contenders);
    }
  }

  private static Contender contender(
      String name, ServiceProcess process, Callers callers, Callers.Call call) {
    return new Contender(name, process, (count, time) -> callers.run(call, count, time));
  }

  private static void processTask(TaskServiceStub stub, StreamObserver<Object> answer) {
    stub.processTask(
        ProcessTaskRequest.newBuilder()
            .setResourceId("resource-" + ThreadLocalRandom.current().nextInt(RESOURCES))
            .setAction("count")
            .build(),
        answers(answer));
  }

  private static void getTaskStatus(
      List<String> tasks, TaskServiceStub stub, StreamObserver<Object> answer) {
    stub.getTaskStatus(
        GetTaskStatusRequest.newBuilder()
            .setTaskId(tasks.get(ThreadLocalRandom.current().nextInt(tasks.size())))
            .build(),
        answers(answer));
  }

  /** An observer of any answer is one of this answer too. */
  @SuppressWarnings("unchecked")
  private static <T> StreamObserver<T> answers(StreamObserver<Object> any) {
    return (StreamObserver<T>) any;
  }

  private static List<String> ids(Database database) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM tasks LIMIT 1000")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /** Waits until the tasks of earlier slices are done and their events published. */
  private static void settle(Database database) {
    String unfinished =
        "SELECT EXISTS (SELECT FROM tasks WHERE status IN ('pending', 'processing'))"
            + " OR EXISTS (SELECT FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NULL)";
    boolean settled =
        Waiting.until(
            () -> {
              try (Connection connection = database.connect();
                  Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery(unfinished)) {
                return rows.next() && !rows.getBoolean(1);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            },
            DRAIN_LIMIT,
            POLL);
    if (!settled) {
      throw new IllegalStateException("Tasks remain unfinished for " + DRAIN_LIMIT);
    }
  }
}
