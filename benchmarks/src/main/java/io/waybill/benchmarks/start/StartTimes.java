package io.waybill.benchmarks.start;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.http.Wrk;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.Packaging;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The command {@code benchmarks/start}. */
final class StartTimes {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int CONNECTIONS = 16;

  private StartTimes() {}

  public static void main(String[] words) {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "only", "jar,unpacked,archive",
                    "repeat", "3",
                    "load", "30s",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    MarkdownTable table =
        new MarkdownTable(
            "Started from",
            "Service",
            "Ready after, s: median (min–max)",
            "CPU s until ready",
            "Resident when ready, MiB",
            "Resident under load, MiB");
    try (Infrastructure infrastructure = new Infrastructure();
        Wrk wrk = new Wrk()) {
      for (String form : arguments.text("only").split(",", -1)) {
        Packaging packaging = Packaging.valueOf(form.toUpperCase(Locale.ROOT));
        Map<Service, List<String>> forms = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
          forms.put(service, infrastructure.prepare(service, packaging, java));
        }
        Map<Service, List<Start>> starts =
            starts(infrastructure, forms, java, arguments.integer("repeat"));
        Map<Service, Double> loaded =
            underLoad(infrastructure, forms, java, wrk, arguments.duration("load"));
        starts.forEach(
            (service, of) ->
                table.row(
                    packaging.words(),
                    "routes-" + service.label(),
                    Spread.of(of.stream().map(Start::seconds).toList()),
                    Spread.number(Spread.of(of.stream().map(Start::cpuSeconds).toList()).median()),
                    Math.round(Spread.of(of.stream().map(Start::resident).toList()).median()),
                    Math.round(loaded.get(service))));
      }
    }
    System.out.println(table);
    System.out.println(
        Conditions.line(
            "benchmarks/start " + arguments,
            java.words()
                + ". Ready: /health/readiness answers 200, with the database migrated and the routes started;"
                + " one service at a time. Under load: all three, POST over "
                + CONNECTIONS
                + " connections"));
    System.exit(0);
  }

  private record Start(double seconds, double cpuSeconds, double resident) {}

  private static Map<Service, List<Start>> starts(
      Infrastructure infrastructure, Map<Service, List<String>> forms, Java java, int repeat) {
    Map<Service, List<Start>> starts = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      List<String> form = forms.get(service);
      // The first one migrates the database.
      infrastructure.startWaybill(service, java, form).process().close();
      for (int i = 0; i < repeat; i++) {
        long begin = System.nanoTime();
        Waybill started = infrastructure.startWaybill(service, java, form);
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        var usage = started.process().usage();
        starts
            .computeIfAbsent(service, any -> new ArrayList<>())
            .add(new Start(seconds, usage.cpuMillis() / 1_000, usage.residentMebibytes()));
        started.process().close();
      }
    }
    return starts;
  }

  private static Map<Service, Double> underLoad(
      Infrastructure infrastructure,
      Map<Service, List<String>> forms,
      Java java,
      Wrk wrk,
      Duration time) {
    Map<Service, Waybill> running = new EnumMap<>(Service.class);
    forms.forEach(
        (service, form) -> running.put(service, infrastructure.startWaybill(service, java, form)));
    URI url =
        URI.create(
            "http://"
                + Ports.HOST
                + ":"
                + running.get(Service.REST).httpPort()
                + "/api/v1/resources");
    wrk.run(url, "create.lua", List.of(), CONNECTIONS, time);
    Map<Service, Double> resident = new EnumMap<>(Service.class);
    running.forEach(
        (service, waybill) -> {
          resident.put(service, waybill.process().usage().residentMebibytes());
          waybill.process().close();
        });
    return resident;
  }
}
