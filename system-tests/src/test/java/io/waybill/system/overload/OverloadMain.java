package io.waybill.system.overload;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The command {@code system-tests/overload}. */
final class OverloadMain {
  private static final String HELP =
      """
      Finds out how many calls a second a service carries, offers it many times as many, and follows each accepted
      one to processed_events. Ends with 1 when accepted calls took a second or more at p99, when one was lost or
      stored twice, when memory grew, or when a call got neither its answer nor "come again".

        --api NAMES      rest,grpc if not given; each on a stack of its own
        --times N        how many times what it carries; 10 if not given
        --clients N      calls that are open at once at most; 1000 if not given
        --duration TIME  of the overload; 60s if not given
        --measure TIME   to find out what it carries, after a warm-up that is as long; 15s if not given
        --help           this text
      """;
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--api",
          "rest,grpc",
          "--times",
          "10",
          "--clients",
          "1000",
          "--duration",
          "60s",
          "--measure",
          "15s");

  private OverloadMain() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>(DEFAULTS);
    for (int i = 0; i < args.length; i += 2) {
      if (args[i].equals("--help")) {
        System.out.print(HELP);
        return;
      }
      if (!options.containsKey(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("What is " + args[i] + "? See --help.");
      }
      options.put(args[i], args[i + 1]);
    }
    boolean good = true;
    for (String api : options.get("--api").split(",", -1)) {
      Overload overload =
          Overload.run(
              Api.valueOf(api.toUpperCase(Locale.ROOT)),
              Integer.parseInt(options.get("--times")),
              Integer.parseInt(options.get("--clients")),
              time(options.get("--measure")),
              time(options.get("--duration")));
      System.out.println(overload);
      good &= overload.isGood();
    }
    System.exit(good ? 0 : 1);
  }

  private static Duration time(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
