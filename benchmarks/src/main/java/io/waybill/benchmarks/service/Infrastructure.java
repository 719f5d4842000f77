package io.waybill.benchmarks.service;

import io.waybill.local.Database;
import io.waybill.local.Directories;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL, which waits for the disk at each commit, and Kafka; both as {@code ./run} has them.
 */
public final class Infrastructure implements AutoCloseable {
  private static final String POSTGRES = "postgres";
  private static final String KAFKA = "kafka";

  private final Path root = Path.of("").toAbsolutePath();
  private final Path directory = Directories.temporary("waybill-benchmark-");
  private final List<ServiceProcess> services = new ArrayList<>();
  private final Thread stopAtExit = new Thread(this::stop, "stop-stack");
  private final Stack stack;

  public Infrastructure() {
    this(List.of());
  }

  /**
   * With further settings of PostgreSQL.
   *
   * @param postgresSettings {@code name=value}
   */
  public Infrastructure(List<String> postgresSettings) {
    Stack.Builder builder =
        Stack.builder(root)
            .directory(directory)
            .freePorts()
            .durable(true)
            .postgresSettings(postgresSettings);
    for (Service service : Service.values()) {
      builder.scale(service, 0);
    }
    stack = builder.build();
    Runtime.getRuntime().addShutdownHook(stopAtExit);
    stack.start(POSTGRES);
    stack.start(KAFKA);
  }

  /** The database of a service, which is free for others while that service doesn't run. */
  public Database database(Service service) {
    return stack.database(service);
  }

  /** The administration database as PostgreSQL's superuser. */
  public Database superuser() {
    return stack.superuser();
  }

  public String kafkaBrokers() {
    return stack.kafkaBrokers();
  }

  public Usage postgresUsage() {
    return Usage.of(stack.pid(POSTGRES).orElseThrow());
  }

  public Usage kafkaUsage() {
    return Usage.of(stack.pid(KAFKA).orElseThrow());
  }

  /** A service of Waybill from its jar, with all its defaults, ready. */
  public Waybill startWaybill(Service service, Java java) {
    return startWaybill(service, java, List.of("-jar", jar(service).toString()));
  }

  /** A path for a file of a measurement, which goes with the rest. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** The arguments of {@code java} that start a service in this form. */
  public List<String> prepare(Service service, Packaging form, Java java) {
    Map<String, String> environment = environment(service, stack.database(service), java);
    environment.put("SERVER_PORT", Integer.toString(Ports.free()));
    environment.put("GRPC_PORT", Integer.toString(Ports.free()));
    environment.put(service.name() + "_DB_PORT", Integer.toString(Ports.free()));
    environment.put("KAFKA_BROKERS", Ports.HOST + ":" + Ports.free());
    return form.prepare(name(service), jar(service), directory, java, environment);
  }

  /** A service of Waybill with all its defaults, started with these arguments of java; ready. */
  public Waybill startWaybill(Service service, Java java, List<String> words) {
    return startWaybill(service, java, words, Map.of());
  }

  /** A service of Waybill from its jar, with these settings for the rest with its defaults. */
  public Waybill startWaybill(Service service, Java java, Map<String, String> settings) {
    return startWaybill(service, java, List.of("-jar", jar(service).toString()), settings);
  }

  private Waybill startWaybill(
      Service service, Java java, List<String> words, Map<String, String> settings) {
    int http = Ports.free();
    int grpc = Ports.free();
    Map<String, String> environment = environment(service, stack.database(service), java);
    environment.put("SERVER_PORT", Integer.toString(http));
    environment.put("GRPC_PORT", Integer.toString(grpc));
    environment.putAll(settings);
    ServiceProcess process =
        start(name(service), java, words, environment)
            .awaitReady(URI.create("http://" + Ports.HOST + ":" + http + "/health/readiness"));
    return new Waybill(process, http, grpc);
  }

  /**
   * The database of one service, with the tables of another.
   *
   * @param owner the service that has such tables
   * @param free the service that doesn't run
   */
  public Database migrated(Service owner, Service free, Java java) {
    Database database = stack.database(free);
    start(
            name(owner) + "-migrate",
            java,
            List.of("-jar", jar(owner).toString(), "--migrate-only"),
            environment(owner, database, java))
        .awaitEnd();
    return database;
  }

  private Map<String, String> environment(Service service, Database database, Java java) {
    Map<String, String> environment = new HashMap<>(java.environment());
    environment.put("SERVER_ADDRESS", Ports.HOST);
    environment.put("GRPC_HOST", Ports.HOST);
    environment.put("KAFKA_BROKERS", stack.kafkaBrokers());
    String prefix = service.name() + "_DB_";
    environment.put(prefix + "HOST", database.host());
    environment.put(prefix + "PORT", Integer.toString(database.port()));
    environment.put(prefix + "PASSWORD", database.password());
    environment.put(prefix + "USER", database.user());
    environment.put(prefix + "NAME", database.name());
    return environment;
  }

  private static String name(Service service) {
    return "routes-" + service.label();
  }

  private Path jar(Service service) {
    return root.resolve(name(service)).resolve("target").resolve(name(service) + ".jar");
  }

  /**
   * A service of Waybill that runs.
   *
   * @param grpcPort means something for the gRPC service only
   */
  public record Waybill(ServiceProcess process, int httpPort, int grpcPort) {}

  /**
   * A hand-written service of this module, on the same Java; its main class tells when it is up.
   */
  public ServiceProcess startPlain(
      Class<?> main, Java java, int port, Database database, List<String> further) {
    return startPlain(
        System.getProperty("java.class.path"), main.getName(), java, port, database, further);
  }

  /** A hand-written program that has no port. */
  public ServiceProcess startPlain(
      Class<?> main, Java java, Database database, List<String> further) {
    return startPlain(main, java, 0, database, further);
  }

  /** The same on another class path, which this JVM need not have. */
  public ServiceProcess startPlain(
      String classPath, String main, Java java, Database database, List<String> further) {
    return startPlain(classPath, main, java, 0, database, further);
  }

  private ServiceProcess startPlain(
      String classPath, String main, Java java, int port, Database database, List<String> further) {
    Map<String, String> environment = new HashMap<>(java.environment());
    environment.put("PORT", Integer.toString(port));
    environment.put("DB_URL", database.jdbcUrl());
    environment.put("DB_USER", database.user());
    environment.put("DB_PASSWORD", database.password());
    environment.put("KAFKA_BROKERS", stack.kafkaBrokers());
    List<String> words = new ArrayList<>(List.of("-cp", classPath, main));
    words.addAll(further);
    return start(main.substring(main.lastIndexOf('.') + 1), java, words, environment);
  }

  private ServiceProcess start(
      String name, Java java, List<String> words, Map<String, String> environment) {
    Path log = directory.resolve(name + "-" + services.size() + ".log");
    ServiceProcess process = new ServiceProcess(name, java, words, environment, log);
    services.add(process);
    return process;
  }

  private void stop() {
    stack.stop();
    stack.deleteData();
  }

  @Override
  public void close() {
    services.forEach(ServiceProcess::close);
    Runtime.getRuntime().removeShutdownHook(stopAtExit);
    stop();
    Directories.delete(directory);
  }
}
