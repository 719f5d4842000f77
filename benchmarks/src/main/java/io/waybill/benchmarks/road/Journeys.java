package io.waybill.benchmarks.road;

import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.Usage;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The three services, and resources that travel through them at a given rate. */
final class Journeys implements AutoCloseable {
  private static final Duration SAMPLE = Duration.ofSeconds(1);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final Duration DRAIN_POLL = Duration.ofMillis(50);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Infrastructure infrastructure;
  private final Map<Service, Waybill> services = new EnumMap<>(Service.class);
  private final Arrivals arrivals;
  private final BacklogWatch backlogs;
  private final List<Long> watchers = new ArrayList<>();
  private final URI url;

  Journeys(Infrastructure infrastructure, Java java) throws SQLException {
    this.infrastructure = infrastructure;
    for (Service service : Service.values()) {
      services.put(service, infrastructure.startWaybill(service, java));
    }
    url =
        URI.create(
            "http://"
                + Ports.HOST
                + ":"
                + services.get(Service.REST).httpPort()
                + "/api/v1/resources");
    arrivals = new Arrivals(infrastructure.database(Service.WORKER));
    backlogs =
        new BacklogWatch(
            infrastructure.database(Service.REST),
            infrastructure.database(Service.GRPC),
            infrastructure.kafkaBrokers());
    watchers.add(backend(arrivals.connection()));
    for (Connection connection : backlogs.connections()) {
      watchers.add(backend(connection));
    }
  }

  /** Sends resources at this rate for so long, and waits until the last has arrived. */
  Step run(int rate, Duration time) throws SQLException {
    arrivals.forget();
    Spent before = spent();
    List<Long> sums = new ArrayList<>();
    OpenLoad load = new OpenLoad(url, rate, time);
    long begin = System.nanoTime();
    Backlog last = backlogs.now(0);
    for (long i = 1; i <= time.toSeconds(); i++) {
      LockSupport.parkNanos(begin + i * SAMPLE.toNanos() - System.nanoTime());
      last = backlogs.now(load.waiting());
      sums.add(last.sum());
    }
    load.await();
    long sent = System.nanoTime();
    drain(load, sent + DRAIN_LIMIT.toNanos());
    Duration drain = Duration.ofNanos(System.nanoTime() - sent);
    long journeys = load.answered().size();
    return new Step(
        rate,
        time,
        load.latencies(),
        arrivals.since(load.answered(), "resource.created"),
        arrivals.since(load.answered(), "task.completed"),
        Spent.each(before, spent(), journeys),
        Growing.perSecond(sums),
        last,
        drain,
        load.failures(),
        journeys - arrivals.count("task.completed", load.answered()));
  }

  private void drain(OpenLoad load, long limit) throws SQLException {
    while (backlogs.now(load.waiting()).sum() > 0 && System.nanoTime() - limit < 0) {
      LockSupport.parkNanos(DRAIN_POLL.toNanos());
    }
  }

  private Spent spent() {
    double watching = watchers.stream().mapToDouble(pid -> Usage.of(pid).cpuMillis()).sum();
    double own =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime()
            / NANOS_PER_MILLI;
    return new Spent(
        cpu(Service.REST),
        cpu(Service.GRPC),
        cpu(Service.WORKER),
        infrastructure.postgresUsage().cpuMillis() - watching,
        infrastructure.kafkaUsage().cpuMillis(),
        own + watching);
  }

  private double cpu(Service service) {
    return services.get(service).process().usage().cpuMillis();
  }

  /** Memory of each service now. */
  Map<Service, Double> residentMebibytes() {
    Map<Service, Double> resident = new EnumMap<>(Service.class);
    services.forEach(
        (service, waybill) -> resident.put(service, waybill.process().usage().residentMebibytes()));
    return resident;
  }

  private static long backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    arrivals.close();
    backlogs.close();
  }
}
