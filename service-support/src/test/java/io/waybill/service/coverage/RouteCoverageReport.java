package io.waybill.service.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes {@code target/route-coverage.txt} when a module's tests are done: each route id that its
 * sources name, and whether a test ran it. The build fails on {@code NOT COVERED}.
 */
public final class RouteCoverageReport implements TestExecutionListener {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path REPORT =
      Path.of(System.getProperty("route-coverage.report", "target/route-coverage.txt"));
  private static final Pattern ROUTE_ID = Pattern.compile("\\.routeId\\(\"([^\"]+)\"\\)");

  private final RouteCoverage coverage = new RouteCoverage();

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    coverage.open();
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    coverage.close();
    Set<String> routes = routes();
    if (routes.isEmpty()) {
      return;
    }
    List<String> lines =
        routes.stream()
            .map(id -> (coverage.covered().contains(id) ? "covered      " : "NOT COVERED  ") + id)
            .toList();
    long covered = lines.stream().filter(line -> line.startsWith("covered")).count();
    System.out.println("Route coverage: " + covered + " of " + lines.size() + ", see " + REPORT);
    try {
      Files.write(REPORT, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> routes() {
    Set<String> ids = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        ROUTE_ID
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult match) -> match.group(1))
            .forEach(ids::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }
}
