package io.waybill.rest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Counts and times requests under the names that dashboards know. Labels take their values from
 * closed sets, so that no client can grow the metrics.
 */
final class HttpMetricsFilter extends OncePerRequestFilter {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final String UNKNOWN_PATH = "unknown";
  private static final String CATCH_ALL = "/**";
  private static final Duration[] BUCKETS =
      DoubleStream.of(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(millis -> Duration.ofNanos((long) (millis * 1_000_000)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Request, Meters> meters = new ConcurrentHashMap<>();

  private record Request(String method, String path, int status) {}

  private record Meters(Counter count, Timer time) {}

  HttpMetricsFilter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long start = System.nanoTime();
    int status = 500;
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
      Meters of = meters.computeIfAbsent(new Request(method, path(request), status), this::meters);
      of.count().increment();
      of.time().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  private static String path(HttpServletRequest request) {
    Object template = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return template == null || template.equals(CATCH_ALL) ? UNKNOWN_PATH : template.toString();
  }

  private Meters meters(Request of) {
    Tags tags =
        Tags.of("method", of.method(), "path", of.path(), "status", Integer.toString(of.status()));
    return new Meters(
        Counter.builder("http.requests")
            .description("HTTP requests answered")
            .tags(tags)
            .register(registry),
        Timer.builder("http.request.duration")
            .description("Time from the request's header to the end of its answer")
            .serviceLevelObjectives(BUCKETS)
            .tags(tags)
            .register(registry));
  }
}
