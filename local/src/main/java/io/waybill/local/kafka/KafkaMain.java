package io.waybill.local.kafka;

import java.nio.file.Path;

/** Kafka as a process of its own: arguments are the data directory and the two ports. */
public final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] args) {
    KafkaNode node =
        new KafkaNode(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    // Before the start, so that a signal in the middle of it ends the node in good order too.
    Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop-kafka"));
    try {
      node.start();
    } catch (RuntimeException e) {
      System.err.println("ERROR Kafka did not start: " + e);
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    System.out.println("Kafka takes connections on port " + args[1]);
    node.awaitStop();
  }
}
