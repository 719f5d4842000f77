package io.waybill.service.tls;

import io.waybill.local.Ports;
import io.waybill.local.kafka.KafkaTopics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A broker that encrypts, and asks for a name and a password (SASL_SSL, SCRAM). */
public final class SecureKafka implements AutoCloseable {
  private final int port = Ports.free();
  private final int plainPort = Ports.free();
  private final KafkaRaftServer server;

  /**
   * Starts it.
   *
   * @param identity a PEM file with its key and certificate
   */
  public SecureKafka(Path folder, Path identity, String user, String password) throws IOException {
    Properties p = settings(folder, identity);
    Path file = folder.resolve("kafka.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      p.store(writer, null);
    }
    StorageTool.execute(
        new String[] {
          "format",
          "-t",
          Uuid.randomUuid().toString(),
          "-c",
          file.toString(),
          "--add-scram",
          "SCRAM-SHA-512=[name=" + user + ",password=" + password + "]"
        },
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    server = new KafkaRaftServer(KafkaConfig.fromProps(p), Time.SYSTEM);
    server.startup();
  }

  private Properties settings(Path folder, Path identity) {
    int controller = Ports.free();
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@" + Ports.HOST + ":" + controller);
    String brokers = listener("SASL_SSL", port) + "," + listener("PLAINTEXT", plainPort);
    p.setProperty("listeners", brokers + "," + listener("CONTROLLER", controller));
    p.setProperty("advertised.listeners", brokers);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty(
        "listener.security.protocol.map",
        "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    p.setProperty(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    p.setProperty("ssl.keystore.type", "PEM");
    p.setProperty("ssl.keystore.location", identity.toString());
    p.setProperty("log.dirs", folder.resolve("kafka-data").toString());
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("log.index.size.max.bytes", "1048576");
    p.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    return p;
  }

  private static String listener(String name, int port) {
    return name + "://" + Ports.HOST + ":" + port;
  }

  /** Where clients that encrypt are served. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port;
  }

  /** Creates these topics. */
  public void createTopics(String... names) {
    KafkaTopics.create(Ports.HOST + ":" + plainPort, names);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
