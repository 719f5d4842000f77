package io.waybill.system.rig;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The command {@code system-tests/campaign}. */
final class CampaignMain {
  private static final String HELP =
      """
      Runs a campaign: a load, faults drawn from a seed, then the ledger. Ends with 1 unless all fits.

        --seed N         the faults; 1 if not given. The same seed, the same faults.
        --duration TIME  of load and faults, such as 60s or 30m; 60s if not given
        --faults N       how many; one in three seconds if not given
        --longest TIME   a fault lasts up to so long; 4s if not given
        --pause MILLIS   of each of the 8 clients between two writes; 100 if not given
        --quiet TIME     all must have come to rest so long after the last fault; 180s if not given
        --pooler         the services reach PostgreSQL through a PgBouncer in transaction mode (Debian: pgbouncer)
        --self-test      breaks each guarantee in turn; ends with 1 unless each is noticed
        --rolling-restart N  no campaign: 3 REST replicas under load, each restarted N times; ends with 1
                         if a request failed otherwise than by a refused connection
        --hand-over N    no campaign: kills the REST replica whose relay is at work, N times; ends with 1 if
                         the other took longer than a second to publish on
        --help           this text
        --broken NAME    breaks a guarantee on purpose; the names:
      """;

  private CampaignMain() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = options(args);
    if (options.containsKey("--help")) {
      System.out.print(HELP);
      Arrays.stream(Sabotage.values()).forEach(each -> System.out.println("    " + each.label()));
      return;
    }
    if (options.containsKey("--rolling-restart")) {
      int rounds = Integer.parseInt(options.get("--rolling-restart"));
      System.exit(RollingRestart.run(rounds, System.out::println) ? 0 : 1);
    }
    if (options.containsKey("--hand-over")) {
      int kills = Integer.parseInt(options.get("--hand-over"));
      System.exit(HandOver.run(kills, System.out::println) ? 0 : 1);
    }
    Duration duration = time(options.getOrDefault("--duration", "60s"));
    Campaign campaign =
        new Campaign(
            Long.parseLong(options.getOrDefault("--seed", "1")),
            duration,
            Integer.parseInt(
                options.getOrDefault("--faults", Long.toString(duration.toSeconds() / 3))),
            time(options.getOrDefault("--longest", "4s")),
            Duration.ofMillis(Long.parseLong(options.getOrDefault("--pause", "100"))),
            options.containsKey("--pooler"),
            time(options.getOrDefault("--quiet", "180s")));
    boolean good =
        options.containsKey("--self-test")
            ? selfTest(campaign)
            : plain(campaign, options.getOrDefault("--broken", Sabotage.NONE.label()));
    System.exit(good ? 0 : 1);
  }

  private static boolean plain(Campaign campaign, String broken) throws Exception {
    Sabotage sabotage =
        Arrays.stream(Sabotage.values())
            .filter(each -> each.label().equals(broken))
            .findAny()
            .orElseThrow(() -> new IllegalArgumentException("There is no --broken " + broken));
    Outcome outcome = campaign.run(sabotage, System.out::println);
    System.out.println(outcome);
    boolean worked =
        outcome.report().acknowledged() > 0
            && outcome.calls().stream().anyMatch(call -> call.taskId() != null);
    if (!worked) {
      System.out.println("No write or no gRPC call was ever accepted: this shows nothing.");
    }
    return outcome.isClean() && worked;
  }

  private static boolean selfTest(Campaign campaign) throws Exception {
    boolean good = true;
    for (Sabotage sabotage : EnumSet.complementOf(EnumSet.of(Sabotage.NONE))) {
      Outcome outcome = campaign.run(sabotage, System.out::println);
      boolean noticed =
          sabotage.expected().stream().anyMatch(kind -> outcome.report().count(kind) > 0);
      System.out.println(outcome);
      System.out.println(
          sabotage.label() + (noticed ? ": noticed" : ": NOT NOTICED, " + sabotage.expected()));
      good &= noticed;
    }
    return good;
  }

  private static Map<String, String> options(String[] args) {
    Set<String> flags = Set.of("--help", "--self-test", "--pooler");
    Set<String> known =
        Set.of(
            "--seed",
            "--duration",
            "--faults",
            "--longest",
            "--pause",
            "--quiet",
            "--broken",
            "--rolling-restart",
            "--hand-over");
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (flags.contains(args[i])) {
        options.put(args[i], "");
      } else if (known.contains(args[i]) && i + 1 < args.length) {
        options.put(args[i], args[++i]);
      } else {
        throw new IllegalArgumentException("What is " + args[i] + "? See --help.");
      }
    }
    return options;
  }

  private static Duration time(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
