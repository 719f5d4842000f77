package io.waybill.benchmarks.http;

import io.waybill.benchmarks.service.Result;
import io.waybill.local.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: connections that are kept open, a request after each answer. */
public final class Wrk implements AutoCloseable {
  private static final Pattern LATENCY = Pattern.compile("(50|99)% +([0-9.]+)(us|ms|s|m)\\b");
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ([0-9.]+)(s|m)");
  private static final Pattern SOCKET_ERRORS =
      Pattern.compile("connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");
  private static final Pattern OTHER_ANSWERS =
      Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

  private final Path directory = Directories.temporary("waybill-wrk-");

  /**
   * Asks for so long.
   *
   * @param script its name; null for plain GETs of the URL
   * @param paths for the script; may be empty
   */
  public Result run(URI url, String script, List<String> paths, int connections, Duration time) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "wrk",
                  "-t1",
                  "-c" + connections,
                  "-d" + time.toSeconds() + "s",
                  "--timeout",
                  "10s",
                  "--latency"));
      if (script != null) {
        command.addAll(List.of("-s", unpacked(script)));
      }
      command.add(url.toString());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Path file = directory.resolve("paths");
      Files.write(file, paths);
      builder.environment().put("PATHS", file.toString());
      Process wrk = builder.start();
      String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (wrk.waitFor() != 0) {
        throw new IllegalStateException("wrk failed: " + report);
      }
      return read(report);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run wrk; install it (apt install wrk)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while wrk ran", e);
    }
  }

  private String unpacked(String script) throws IOException {
    Path file = directory.resolve(script);
    if (!Files.exists(file)) {
      try (InputStream in = Wrk.class.getResourceAsStream("/wrk/" + script)) {
        Files.copy(in, file);
      }
    }
    return file.toString();
  }

  static Result read(String report) {
    Matcher requests = REQUESTS.matcher(report);
    if (!requests.find()) {
      throw new IllegalStateException("wrk said something else: " + report);
    }
    double seconds = Double.parseDouble(requests.group(2)) * unit(requests.group(3)) / 1_000;
    long failures = sum(SOCKET_ERRORS, report) + sum(OTHER_ANSWERS, report);
    long answers = Long.parseLong(requests.group(1)) - sum(OTHER_ANSWERS, report);
    double p50 = Double.NaN;
    double p99 = Double.NaN;
    Matcher latency = LATENCY.matcher(report);
    while (latency.find()) {
      double millis = Double.parseDouble(latency.group(2)) * unit(latency.group(3));
      if (latency.group(1).equals("50")) {
        p50 = millis;
      } else {
        p99 = millis;
      }
    }
    return new Result(answers / seconds, p50, p99, answers, failures);
  }

  private static long sum(Pattern numbers, String report) {
    Matcher found = numbers.matcher(report);
    long sum = 0;
    if (found.find()) {
      for (int i = 1; i <= found.groupCount(); i++) {
        sum += Long.parseLong(found.group(i));
      }
    }
    return sum;
  }

  private static double unit(String unit) {
    return switch (unit) {
      case "us" -> 1e-3;
      case "ms" -> 1;
      case "s" -> 1_000;
      default -> 60_000;
    };
  }

  @Override
  public void close() {
    Directories.delete(directory);
  }
}
