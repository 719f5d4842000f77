package io.waybill.local;

import io.waybill.local.kafka.KafkaAcls;
import io.waybill.local.kafka.KafkaNode;
import io.waybill.local.kafka.KafkaTopics;
import java.nio.file.Path;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A Kafka broker for tests, inside this JVM: free ports of the loopback address, a temporary
 * directory, no topic but those that are created here.
 */
public final class LocalKafka implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final KafkaNode node;

  private LocalKafka() {
    directory = Directories.temporary("waybill-kafka-");
    port = Ports.free();
    int controllerPort = Ports.free();
    while (controllerPort == port) {
      controllerPort = Ports.free();
    }
    node = new KafkaNode(directory.resolve("data"), port, controllerPort);
  }

  /** Starts a new, empty broker and waits until it takes connections. */
  public static LocalKafka start() {
    LocalKafka kafka = new LocalKafka();
    try {
      kafka.node.start();
      return kafka;
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** What clients call {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port;
  }

  /** Creates these topics with {@value Topics#PARTITIONS} partitions; those that exist stay. */
  public void createTopics(String... names) {
    KafkaTopics.create(bootstrapServers(), names);
  }

  /** Denies an operation on a topic to everybody; all others stay allowed. */
  public void deny(String topic, AclOperation operation) {
    KafkaAcls.deny(bootstrapServers(), topic, operation);
  }

  /** Takes back what {@link #deny} did to a topic. */
  public void allow(String topic) {
    KafkaAcls.clear(bootstrapServers(), topic);
  }

  /** Where the broker keeps the records of a partition. */
  public Path partitionDirectory(String topic, int partition) {
    return directory.resolve("data").resolve(topic + "-" + partition);
  }

  /** Whether the broker has been started and not stopped. */
  public synchronized boolean isRunning() {
    return node.isRunning();
  }

  /** Stops the broker; its data stays. */
  public synchronized void stop() {
    node.stop();
  }

  /** Starts the broker again on the same port and data, stopping it first if it still runs. */
  public synchronized void restart() {
    node.stop();
    node.start();
  }

  /** Stops the broker for good and removes its data. */
  @Override
  public synchronized void close() {
    node.stop();
    Directories.delete(directory);
  }
}
