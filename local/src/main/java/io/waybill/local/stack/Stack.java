package io.waybill.local.stack;

import io.waybill.local.Database;
import io.waybill.local.Directories;
import io.waybill.local.Ports;
import io.waybill.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * PostgreSQL, Kafka and the services on this machine, each a process of its own that outlives this
 * JVM unless it is stopped. Names are {@code postgres}, {@code kafka}, {@code rest-1}, {@code
 * grpc-1}, {@code worker-1} and so on. What goes wrong comes as a {@link StackException} whose
 * message is for the reader.
 */
public final class Stack implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration PORT_LIMIT = Duration.ofSeconds(5);
  private static final Duration PORT_POLL = Duration.ofMillis(20);

  private final Layout layout;
  private final Plan plan;
  private final PostgresMember postgres;
  private final Passwords passwords;
  private final Map<String, MemberProcess> processes = new LinkedHashMap<>();
  private final Consumer<String> progress;
  private final Object stopping = new Object();
  private boolean stopped;
  private boolean closed;

  private Stack(Builder builder, Plan plan) {
    this.layout = builder.layout;
    this.plan = plan;
    this.progress = builder.progress;
    JavaCommand java = new JavaCommand(builder.projectRoot);
    passwords = new Passwords(layout.passwords());
    postgres =
        new PostgresMember(
            layout, passwords, plan.postgresPort(), builder.durable, builder.postgresSettings);
    KafkaMember kafka =
        new KafkaMember(layout, java, plan.kafkaPort(), plan.controllerPort(), builder.kafkaPorts);
    add(postgres, builder);
    add(kafka, builder);
    for (Plan.Instance instance : plan.instances()) {
      Service service = instance.service();
      add(
          new ServiceMember(
              instance,
              java,
              new Programs(layout.programs()),
              builder.jars.getOrDefault(service, builder.projectRoot.resolve(service.jar())),
              kafka.address(),
              postgres,
              passwords,
              builder.environment.getOrDefault(service, Map.of()),
              builder.classesFirst.get(service)),
          builder);
    }
  }

  /** A stack of the services of this project. */
  public static Builder builder(Path projectRoot) {
    return new Builder(projectRoot);
  }

  /** Starts everything and waits until all is ready; when that fails, stops all again. */
  public void start() {
    try {
      requirePortsFree();
      makeDirectories();
      List<MemberProcess> infrastructure =
          processes.values().stream().filter(p -> p.member().isInfrastructure()).toList();
      infrastructure.forEach(this::spawn);
      infrastructure.forEach(this::awaitAndFurnish);
      List<MemberProcess> services =
          processes.values().stream().filter(p -> !p.member().isInfrastructure()).toList();
      services.forEach(this::spawn);
      readiness().await(services, READY_LIMIT);
      writeEnv();
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * Starts one. PostgreSQL and Kafka are ready when this returns, with databases and topics; for a
   * service that is for {@link #awaitReady(String, Duration)}.
   */
  public void start(String name) {
    MemberProcess process = process(name);
    // Of two ./run start NAME at once, one starts it and the other says that it runs.
    FileMutex.hold(
        layout.startLock(name),
        () -> {
          if (process.living().isPresent()) {
            throw new StackException(
                name + " runs already, as pid " + process.pid().orElseThrow() + ".");
          }
          awaitPortsFree(process);
          makeDirectories();
          spawn(process);
          return process;
        });
    if (process.member().isInfrastructure()) {
      awaitAndFurnish(process);
    }
  }

  /** Waits until this one is ready; fails at once when it ends, or after the time. */
  public void awaitReady(String name, Duration limit) {
    readiness().await(List.of(process(name)), limit);
  }

  /** Waits until all are ready. */
  public void awaitReady(Duration limit) {
    readiness().await(List.copyOf(processes.values()), limit);
  }

  /** Stops one in good order and waits for its end. */
  public void stop(String name) {
    stop(List.of(process(name)));
  }

  /** Kills one with SIGKILL, as a crash would. */
  public void kill(String name) {
    process(name).kill();
  }

  /** Ends PostgreSQL with its immediate shutdown: at once, as a crash, to be recovered from. */
  public void crashPostgres() {
    MemberProcess process = process("postgres");
    process.signal("QUIT");
    process.awaitStop();
  }

  /** Freezes one with SIGSTOP. */
  public void pause(String name) {
    process(name).pause();
  }

  /** Lets a paused one go on. */
  public void resume(String name) {
    process(name).signal("CONT");
  }

  /** Stops everything in order: rest, grpc, worker, then Kafka, then PostgreSQL. */
  public void stop() {
    // One at a time: a failed start and the hook of a signal may both want it.
    synchronized (stopping) {
      setStopped(true);
      stopInOrder();
      setStopped(false);
    }
  }

  private void stopInOrder() {
    // The environment is only valid while the stack is up.
    try {
      Files.deleteIfExists(layout.env());
    } catch (IOException e) {
      progress.accept("cannot remove " + layout.env() + ": " + e.getMessage());
    }
    for (Service service : Service.inOrder()) {
      stop(plan.of(service).stream().map(instance -> process(instance.name())).toList());
    }
    stop(List.of(process("kafka")));
    stop(List.of(process("postgres")));
  }

  /** Stops everything for good: nothing can be started through this object any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    stop();
  }

  /** Removes the data of PostgreSQL and Kafka; nothing may run. */
  public void deleteData() {
    if (isAnythingRunning()) {
      throw new StackException("The stack is up, so its data stays. Stop it first: ./run stop");
    }
    Directories.delete(layout.data());
  }

  /** Removes the logs of earlier runs. */
  public void deleteLogs() {
    Directories.delete(layout.logs());
  }

  /** Removes the copies of jars that nothing runs from. */
  public void deleteOldPrograms() {
    new Programs(layout.programs()).deleteUnused("");
  }

  /** Whether {@link #stop()} is at work, or this is closed. */
  public synchronized boolean isStopping() {
    return stopped || closed;
  }

  private synchronized void setStopped(boolean value) {
    stopped = value;
  }

  /** All names, in the order in which they start. */
  public List<String> names() {
    return List.copyOf(processes.keySet());
  }

  public boolean isRunning(String name) {
    return process(name).living().isPresent();
  }

  /** Whether this one can do its work now. */
  public boolean isReady(String name) {
    return process(name).health() == Health.READY;
  }

  public boolean isAnythingRunning() {
    return processes.values().stream().anyMatch(process -> process.living().isPresent());
  }

  /** The pid of one that runs. */
  public OptionalLong pid(String name) {
    return process(name).pid();
  }

  /** How each one is, in the order of {@link #names()}. */
  public List<Status> status() {
    return processes.values().parallelStream()
        .map(
            process ->
                new Status(
                    process.member().name(),
                    process.pid(),
                    process.member().address(),
                    process.health()))
        .toList();
  }

  /** The address of the first REST replica. */
  public String restUrl() {
    return restUrls().get(0);
  }

  public List<String> restUrls() {
    return services(Service.REST).stream().map(ServiceMember::url).toList();
  }

  /** Where the first gRPC replica answers calls, as host:port. */
  public String grpcAddress() {
    return grpcAddresses().get(0);
  }

  public List<String> grpcAddresses() {
    return services(Service.GRPC).stream().map(ServiceMember::grpcAddress).toList();
  }

  /** Where this replica, such as {@code worker-1}, answers HTTP. */
  public String httpUrl(String name) {
    if (process(name).member() instanceof ServiceMember service) {
      return service.url();
    }
    throw new StackException(name + " has no HTTP.");
  }

  public String kafkaBrokers() {
    return process("kafka").member().address();
  }

  /** The database of a service. */
  public Database database(Service service) {
    return postgres.database(service);
  }

  /** The administration database as PostgreSQL's superuser. */
  public Database superuser() {
    return postgres.superuser();
  }

  /** The log of one. */
  public Path log(String name) {
    return layout.log(process(name).member().name());
  }

  /** What {@code env} in the stack's directory holds while it is up. */
  public Map<String, String> environment() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("REST_URL", restUrl());
    env.put("REST_URLS", String.join(" ", restUrls()));
    env.put("GRPC_ADDR", grpcAddress());
    env.put("GRPC_HTTP_URL", httpUrl("grpc-1"));
    env.put("WORKER_HTTP_URL", httpUrl("worker-1"));
    env.put("KAFKA_BROKERS", kafkaBrokers());
    env.put("REST_DB_URL", database(Service.REST).url());
    env.put("GRPC_DB_URL", database(Service.GRPC).url());
    env.put("WORKER_DB_URL", database(Service.WORKER).url());
    env.put("OPERATOR_TOKEN", passwords.of(ServiceMember.OPERATOR));
    return env;
  }

  private void add(Member member, Builder builder) {
    Map<String, String> further = builder.processEnvironment.getOrDefault(member.name(), Map.of());
    processes.put(member.name(), new MemberProcess(member, further, layout));
  }

  private MemberProcess process(String name) {
    MemberProcess process = processes.get(name);
    if (process == null) {
      throw new StackException(
          "There is no \""
              + name
              + "\" in this stack; there are "
              + String.join(", ", names())
              + ".");
    }
    return process;
  }

  private List<ServiceMember> services(Service service) {
    return processes.values().stream()
        .map(MemberProcess::member)
        .filter(ServiceMember.class::isInstance)
        .map(ServiceMember.class::cast)
        .filter(member -> member.service() == service)
        .toList();
  }

  private void spawn(MemberProcess process) {
    process.prepare();
    // Nothing may start behind the back of a stop that has begun, in a hook of this JVM.
    synchronized (this) {
      if (isStopping()) {
        throw new StackException("The stack is being stopped.");
      }
      process.spawn();
    }
  }

  private void awaitAndFurnish(MemberProcess process) {
    readiness().await(List.of(process), READY_LIMIT);
    process.member().furnish();
  }

  private Readiness readiness() {
    return new Readiness(layout, progress);
  }

  private void stop(List<MemberProcess> group) {
    List<MemberProcess> living =
        group.stream().filter(process -> process.living().isPresent()).toList();
    living.forEach(MemberProcess::requestStop);
    for (MemberProcess process : living) {
      boolean killed = process.awaitStop();
      progress.accept(
          process.member().name() + (killed ? " did not stop in time and was killed" : " stopped"));
    }
    group.forEach(process -> layout.pidFile(process.member().name()).delete());
  }

  /** Fails, naming the port, when another program listens on a port that this stack needs. */
  public void requirePortsFree() {
    requirePortsFree(processes.values());
  }

  // The threads of a killed process, and with them its sockets, may outlive its death by a moment.
  private void awaitPortsFree(MemberProcess process) {
    Waiting.until(
        () -> process.member().ports().stream().allMatch(Ports::isFree), PORT_LIMIT, PORT_POLL);
    requirePortsFree(List.of(process));
  }

  private void requirePortsFree(Collection<MemberProcess> starting) {
    for (MemberProcess process : starting) {
      for (int port : process.member().ports()) {
        if (!Ports.isFree(port)) {
          throw new StackException(
              "Port "
                  + port
                  + ", which "
                  + process.member().name()
                  + " needs, is taken by another program: stop that one, or choose other ports"
                  + " with --port-offset 1000.");
        }
      }
    }
  }

  private void makeDirectories() {
    try {
      Files.createDirectories(layout.logs());
      Files.createDirectories(layout.data());
      if (!Plan.load(layout.plan()).equals(Optional.of(plan))) {
        plan.save(layout.plan());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write into " + layout.directory(), e);
    }
  }

  private void writeEnv() {
    EnvFile.write(layout.env(), environment());
  }

  /** Says what the stack is made of. */
  public static final class Builder {
    private final Path projectRoot;
    private final Map<Service, Integer> scale = new EnumMap<>(Service.class);
    private final Map<Service, Path> jars = new EnumMap<>(Service.class);
    private final Map<Service, Map<String, String>> environment = new EnumMap<>(Service.class);
    private final Map<String, Map<String, String>> processEnvironment = new HashMap<>();
    private final Map<Service, Path> classesFirst = new EnumMap<>(Service.class);
    private final Map<Integer, Integer> kafkaPorts = new LinkedHashMap<>();
    private Layout layout;
    private Consumer<String> progress = line -> {};
    private int portOffset;
    private boolean freePorts;
    private boolean durable = true;
    private List<String> postgresSettings = List.of();

    private Builder(Path projectRoot) {
      this.projectRoot = projectRoot.toAbsolutePath().normalize();
      this.layout = new Layout(this.projectRoot.resolve(".waybill"));
    }

    /** Where data, logs and pids are kept; {@code .waybill} of the project if not given. */
    public Builder directory(Path directory) {
      layout = new Layout(directory.toAbsolutePath().normalize());
      return this;
    }

    /** Moves all ports; 0 if not given. */
    public Builder portOffset(int offset) {
      portOffset = offset;
      return this;
    }

    /** Takes ports that are free now instead of the usual ones. */
    public Builder freePorts() {
      freePorts = true;
      return this;
    }

    /** The number of replicas of a service; 1 if not given. */
    public Builder scale(Service service, int replicas) {
      scale.put(service, replicas);
      return this;
    }

    /** Another jar than the one that the build makes. */
    public Builder jar(Service service, Path jar) {
      jars.put(service, jar.toAbsolutePath());
      return this;
    }

    /** Further environment variables for all replicas of a service. */
    public Builder environment(Service service, Map<String, String> variables) {
      environment.computeIfAbsent(service, any -> new HashMap<>()).putAll(variables);
      return this;
    }

    /**
     * Further environment variables for one process, such as {@code rest-2} or {@code kafka}; they
     * override the stack's own.
     */
    public Builder environment(String name, Map<String, String> variables) {
      processEnvironment.computeIfAbsent(name, any -> new HashMap<>()).putAll(variables);
      return this;
    }

    /** A further port of Kafka for clients that reach it through a proxy on another port. */
    public Builder kafkaPort(int port, int proxyPort) {
      kafkaPorts.put(port, proxyPort);
      return this;
    }

    /** A directory whose classes and resources hide those in the jar of a service. */
    public Builder classesFirst(Service service, Path directory) {
      classesFirst.put(service, directory.toAbsolutePath());
      return this;
    }

    /**
     * Whether the data outlives a power failure, which makes PostgreSQL slower; true if not given.
     */
    public Builder durable(boolean value) {
      durable = value;
      return this;
    }

    /** Further settings of the PostgreSQL server, {@code name=value}. */
    public Builder postgresSettings(List<String> settings) {
      postgresSettings = List.copyOf(settings);
      return this;
    }

    /** Gets a line for each thing that has happened. */
    public Builder progress(Consumer<String> listener) {
      progress = listener;
      return this;
    }

    public Stack build() {
      return new Stack(
          this, freePorts ? Plan.onFreePorts(scale) : Plan.withOffset(portOffset, scale));
    }

    /** The stack that was last started in the directory, if any. */
    public Optional<Stack> existing() {
      return Plan.load(layout.plan()).map(plan -> new Stack(this, plan));
    }
  }

  @Override
  public String toString() {
    return processes.keySet().stream().collect(Collectors.joining(", ", "Stack[", "]"));
  }
}
