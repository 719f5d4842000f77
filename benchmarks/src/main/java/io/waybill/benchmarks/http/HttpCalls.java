package io.waybill.benchmarks.http;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.http.plain.PlainHttpService;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.service.Contender;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.benchmarks.service.SideBySide;
import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command {@code benchmarks/http}. */
final class HttpCalls {
  private static final String WAYBILL = "Waybill";
  private static final String WAYBILL_PATH = "/api/v1/resources";
  private static final String PLAIN_PATH = "/resources";
  private static final int WARM_UP_CONNECTIONS = 16;

  private final Arguments arguments;
  private final Java java;
  private final Wrk wrk;

  private HttpCalls(Arguments arguments, Java java, Wrk wrk) {
    this.arguments = arguments;
    this.java = java;
    this.wrk = wrk;
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "only", "post,get,list",
                    "connections", "16,64",
                    "slice", "8s",
                    "repeat", "3",
                    "warm-up", "15s",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    try (Wrk wrk = new Wrk()) {
      System.out.println(new HttpCalls(arguments, java, wrk).measure());
    }
    System.out.println(
        Conditions.line(
            "benchmarks/http " + arguments,
            java.words()
                + " for the services; PostgreSQL with fsync on, Kafka and wrk on the same machine; medians of"
                + " the slices"));
    System.exit(0);
  }

  private SideBySide measure() throws SQLException, InterruptedException {
    try (Infrastructure infrastructure = new Infrastructure()) {
      Waybill waybill = infrastructure.startWaybill(Service.REST, java);
      Database own = infrastructure.database(Service.WORKER);
      int port = Ports.free();
      ServiceProcess plain =
          infrastructure.startPlain(PlainHttpService.class, java, port, own, List.of());
      URI waybillUrl = url(waybill.httpPort());
      URI plainUrl = url(port);
      plain.awaitReady(plainUrl.resolve(PLAIN_PATH));

      Contender create =
          contender(WAYBILL, waybill.process(), waybillUrl.resolve(WAYBILL_PATH), "create.lua");
      Contender two =
          contender("plain, two inserts", plain, plainUrl.resolve("/two-inserts"), "create.lua");
      Contender one =
          contender(
              "plain, one statement", plain, plainUrl.resolve("/one-statement"), "create.lua");
      List<Contender> creating = List.of(create, two, one);
      List<Contender> listing =
          List.of(
              contender(WAYBILL, waybill.process(), waybillUrl.resolve(WAYBILL_PATH), null),
              contender("plain", plain, plainUrl.resolve(PLAIN_PATH), null));

      SideBySide sideBySide =
          new SideBySide(infrastructure, arguments.duration("slice"), arguments.integer("repeat"));
      Duration warmUp = arguments.duration("warm-up");
      sideBySide.warmUp(creating, WARM_UP_CONNECTIONS, warmUp);
      measure(sideBySide, "post", "POST", creating);
      List<Contender> finding =
          List.of(
              finder(
                  WAYBILL,
                  waybill.process(),
                  waybillUrl,
                  WAYBILL_PATH,
                  infrastructure.database(Service.REST)),
              finder("plain", plain, plainUrl, PLAIN_PATH, own));
      if (asked("get")) {
        sideBySide.warmUp(finding, WARM_UP_CONNECTIONS, warmUp);
        measure(sideBySide, "get", "GET by id", finding);
      }
      if (asked("list")) {
        sideBySide.warmUp(listing, WARM_UP_CONNECTIONS, warmUp);
        measure(sideBySide, "list", "GET list of 100", listing);
      }
      return sideBySide;
    }
  }

  private boolean asked(String call) {
    return List.of(arguments.text("only").split(",", -1)).contains(call);
  }

  private void measure(
      SideBySide sideBySide, String argument, String call, List<Contender> contenders) {
    if (asked(argument)) {
      for (String connections : arguments.text("connections").split(",", -1)) {
        sideBySide.measure(call, Integer.parseInt(connections), contenders);
      }
    }
  }

  private Contender contender(String name, ServiceProcess process, URI url, String script) {
    return new Contender(
        name, process, (connections, time) -> wrk.run(url, script, List.of(), connections, time));
  }

  private Contender finder(
      String name, ServiceProcess process, URI url, String path, Database database)
      throws SQLException {
    List<String> paths = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet ids =
            statement.executeQuery("SELECT id FROM resources ORDER BY random() LIMIT 1000")) {
      while (ids.next()) {
        paths.add(path + "/" + ids.getString(1));
      }
    }
    return new Contender(
        name, process, (connections, time) -> wrk.run(url, "find.lua", paths, connections, time));
  }

  private static URI url(int port) {
    return URI.create("http://" + Ports.HOST + ":" + port);
  }
}
