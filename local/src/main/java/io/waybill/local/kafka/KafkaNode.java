package io.waybill.local.kafka;

import io.waybill.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A Kafka node that is broker and controller at once, inside this JVM. */
public final class KafkaNode {
  private final Path directory;
  private final int brokerPort;
  private final int controllerPort;
  private final Map<Integer, Integer> furtherPorts;
  private KafkaRaftServer server;

  /**
   * @param directory for its data; what an earlier node left there is used again
   */
  public KafkaNode(Path directory, int brokerPort, int controllerPort) {
    this(directory, brokerPort, controllerPort, Map.of());
  }

  /**
   * @param furtherPorts ports that the broker listens on too, each with the port that it tells
   *     clients there to use: that of a proxy before it
   */
  public KafkaNode(
      Path directory, int brokerPort, int controllerPort, Map<Integer, Integer> furtherPorts) {
    this.furtherPorts = Map.copyOf(furtherPorts);
    this.directory = directory.toAbsolutePath();
    this.brokerPort = brokerPort;
    this.controllerPort = controllerPort;
  }

  /** Starts the node; returns when it takes connections. */
  public void start() {
    KafkaLogging.quiet();
    Properties settings = settings();
    format(settings);
    server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
  }

  /** Stops the node, with its data flushed. */
  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  /** Waits until the node has been stopped. */
  public void awaitStop() {
    server.awaitShutdown();
  }

  public boolean isRunning() {
    return server != null;
  }

  private void format(Properties settings) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Path file = Files.createTempFile("waybill-kafka-", ".properties");
      try (Writer writer = Files.newBufferedWriter(file)) {
        settings.store(writer, null);
      }
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      int code =
          StorageTool.execute(
              new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
              new PrintStream(output, true, StandardCharsets.UTF_8));
      Files.delete(file);
      if (code != 0) {
        throw new IllegalStateException(
            "Cannot format Kafka's directory "
                + directory
                + ": "
                + output.toString(StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot format Kafka's directory " + directory, e);
    }
  }

  private Properties settings() {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@" + Ports.HOST + ":" + controllerPort);
    StringBuilder listeners = new StringBuilder(listener("PLAINTEXT", brokerPort));
    StringBuilder advertised = new StringBuilder(listeners);
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    furtherPorts.forEach(
        (port, told) -> {
          listeners.append(',').append(listener("PORT" + port, port));
          advertised.append(',').append(listener("PORT" + port, told));
          protocols.append(",PORT").append(port).append(":PLAINTEXT");
        });
    p.setProperty("listeners", listeners + "," + listener("CONTROLLER", controllerPort));
    p.setProperty("advertised.listeners", advertised.toString());
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("listener.security.protocol.map", protocols.toString());
    p.setProperty("log.dirs", directory.toString());
    p.setProperty("auto.create.topics.enable", "false");
    // Everybody may do everything until an ACL says otherwise: tests deny what production denies.
    p.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.setProperty("allow.everyone.if.no.acl.found", "true");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // One node, so one copy; and few partitions of the inner topics, each of which costs files.
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "4");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    // Index files are made at their full size, 10 MiB a partition and kind, unless told otherwise.
    p.setProperty("log.index.size.max.bytes", "1048576");
    p.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    // After a kill the node is let in again only when its last session has run out.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    return p;
  }

  private static String listener(String name, int port) {
    return name + "://" + Ports.HOST + ":" + port;
  }
}
