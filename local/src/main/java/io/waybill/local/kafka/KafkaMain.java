package io.waybill.local.kafka;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Kafka as a process of its own: arguments are the data directory, the two ports, and any number of
 * further ports with the ones to tell clients there, as {@code 9094=19094}.
 */
public final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] args) {
    Map<Integer, Integer> furtherPorts =
        Arrays.stream(args)
            .skip(3)
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> Integer.parseInt(pair[0]), pair -> Integer.parseInt(pair[1])));
    KafkaNode node =
        new KafkaNode(
            Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), furtherPorts);
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
