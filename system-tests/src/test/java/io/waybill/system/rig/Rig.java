package io.waybill.system.rig;

import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.stack.CleanStack;
import io.waybill.system.stack.PgBouncer;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two replicas of each service, each behind proxies of its own to PostgreSQL and Kafka. */
final class Rig implements AutoCloseable {
  static final String OPERATOR_TOKEN = "token-of-the-fault-campaign";
  private static final int REPLICAS = 2;
  private static final Duration DELAY = Duration.ofMillis(150);

  private final Stack stack;
  private final Path directory;
  private final Map<String, TcpProxy> proxies = new HashMap<>();
  private final Clocks clocks;
  private final PgBouncer pooler;
  private final List<String> services = new ArrayList<>();
  private final Thread atExit = new Thread(this::close, "rig-close");

  /**
   * @param name of the directory for data and logs
   * @param broken what is broken on purpose
   * @param pooled whether a PgBouncer in transaction mode is in front of PostgreSQL
   */
  Rig(String name, Sabotage broken, boolean pooled) throws IOException {
    directory = CleanStack.directory("rig/" + name);
    Stack.Builder builder = CleanStack.builder("rig/" + name);
    Map<String, Integer> kafkaPorts = new HashMap<>();
    for (Service service : Service.values()) {
      builder.scale(service, REPLICAS);
      for (int i = 1; i <= REPLICAS; i++) {
        String replica = service.label() + "-" + i;
        services.add(replica);
        TcpProxy postgres = proxy(replica, "postgres");
        TcpProxy kafka = proxy(replica, "kafka");
        int kafkaPort = Ports.free();
        kafkaPorts.put(replica, kafkaPort);
        builder.kafkaPort(kafkaPort, kafka.port());
        String database = service.label().toUpperCase(Locale.ROOT) + "_DB_";
        builder.environment(
            replica,
            Map.of(
                database + "HOST",
                Ports.HOST,
                database + "PORT",
                Integer.toString(postgres.port()),
                database + "PREPARE_THRESHOLD",
                pooled ? "0" : "5",
                "OPERATOR_TOKEN",
                OPERATOR_TOKEN,
                "KAFKA_BROKERS",
                Ports.HOST + ":" + kafka.port()));
      }
    }
    Path actions = Project.root().resolve("system-tests/src/test/resources/rig/halt-action.yaml");
    builder.environment(Service.GRPC, Map.of("CAMEL_MAIN_ROUTESINCLUDEPATTERN", "file:" + actions));
    broken.applyTo(builder, directory);
    clocks = new Clocks(directory.resolve("clock"));
    builder.environment("postgres", clocks.environment());
    stack = builder.build();
    Runtime.getRuntime().addShutdownHook(atExit);
    int databases = pooled ? Ports.free() : stack.database(Service.REST).port();
    pooler = pooled ? PgBouncer.start(databases, stack) : null;
    for (String replica : services) {
      proxy(replica, "kafka").leadTo(kafkaPorts.get(replica));
      proxy(replica, "postgres").leadTo(databases);
    }
  }

  /** The proxy between the two. */
  TcpProxy proxy(String replica, String peer) {
    return proxies.computeIfAbsent(replica + " " + peer, pair -> new TcpProxy(DELAY));
  }

  /** Whether sessions of PostgreSQL are shared by a pooler. */
  boolean isPooled() {
    return pooler != null;
  }

  /** The directory of the broker's logs. */
  Path kafkaData() {
    return directory.resolve("data/kafka");
  }

  Clocks clocks() {
    return clocks;
  }

  Stack stack() {
    return stack;
  }

  List<String> services() {
    return List.copyOf(services);
  }

  /** Lets all connections pass again. */
  void healConnections() {
    proxies.values().forEach(proxy -> proxy.set(TcpProxy.Mode.PASS));
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyAtExit) {
      // This is the hook.
    }
    for (TcpProxy proxy : proxies.values()) {
      try {
        proxy.close();
      } catch (IOException e) {
        // Nothing is lost with it.
      }
    }
    if (pooler != null) {
      try {
        pooler.close();
      } catch (IOException e) {
        // Only its settings are left behind.
      }
    }
    // The ledger is written, and nobody needs their good ends.
    stack.names().forEach(stack::kill);
    stack.close();
  }
}
