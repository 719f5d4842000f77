package io.waybill.benchmarks.order;

import io.waybill.local.Directories;
import io.waybill.local.Ports;
import io.waybill.local.Waiting;
import io.waybill.local.kafka.KafkaMain;
import io.waybill.local.kafka.KafkaPing;
import io.waybill.local.kafka.KafkaTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** The embedded Kafka as a process of its own, so that it can be killed. */
final class BrokerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int PING_MILLIS = 800;

  private final Path directory = Directories.temporary("waybill-benchmark-kafka-");
  private final int port = Ports.free();
  private final int controllerPort = otherThan(port);
  private final Thread killAtExit = new Thread(this::end, "kill-kafka");
  private Process process;
  private boolean ended;

  BrokerProcess(String... topics) {
    Runtime.getRuntime().addShutdownHook(killAtExit);
    start();
    KafkaTopics.create(address(), topics);
  }

  String address() {
    return Ports.HOST + ":" + port;
  }

  /** Starts the broker on what an earlier one left; returns when it answers. */
  void start() {
    synchronized (this) {
      // Or the end of this JVM would leave a broker behind that was being started again.
      if (!ended) {
        process = launch();
      }
    }
    if (!Waiting.until(() -> KafkaPing.answers(port, PING_MILLIS), START_LIMIT, POLL)) {
      throw new IllegalStateException(
          "Kafka does not answer on port " + port + ", see " + directory.resolve("kafka.log"));
    }
  }

  private Process launch() {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              KafkaMain.class.getName(),
              directory.resolve("data").toString(),
              Integer.toString(port),
              Integer.toString(controllerPort))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("kafka.log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start Kafka", e);
    }
  }

  /** Ends the broker with SIGKILL; returns when it is dead. */
  void kill() {
    Process victim;
    synchronized (this) {
      victim = process;
    }
    if (victim != null) {
      victim.destroyForcibly().onExit().join();
    }
  }

  private void end() {
    synchronized (this) {
      ended = true;
    }
    kill();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(killAtExit);
    Directories.delete(directory);
  }

  private static int otherThan(int taken) {
    int port = Ports.free();
    while (port == taken) {
      port = Ports.free();
    }
    return port;
  }
}
