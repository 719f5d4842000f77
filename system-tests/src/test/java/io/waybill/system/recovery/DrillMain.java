package io.waybill.system.recovery;

import io.waybill.system.ledger.Report;
import java.util.List;

/** The command {@code operations/disaster}. */
final class DrillMain {
  private DrillMain() {}

  public static void main(String[] args) throws Exception {
    List<String> drills = args.length == 0 ? List.of("database", "kafka") : List.of(args);
    boolean good = true;
    for (String drill : drills) {
      System.out.println(drill + " lost");
      Report report =
          switch (drill) {
            case "database" -> DatabaseLost.run(DrillMain::say);
            case "kafka" -> KafkaLost.run(DrillMain::say);
            default ->
                throw new IllegalArgumentException("There is no drill " + drill + "; see --help");
          };
      say(report.toString());
      good &= report.isClean();
    }
    System.out.println(good ? "passed" : "FAILED");
    System.exit(good ? 0 : 1);
  }

  private static void say(String line) {
    System.out.println("  " + line);
  }
}
