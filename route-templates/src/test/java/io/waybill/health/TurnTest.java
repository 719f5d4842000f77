package io.waybill.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile String hangs = "";
  private volatile String fails = "";

  @BeforeEach
  void start() throws Exception {
    Metrics.addRegistry(meters);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:work?period=20&delay=0")
                .routeId("work")
                .process(Turn.of("work-test", "work", LIMIT))
                .process(e -> work());
          }
        });
    camel.start();
    await().until(() -> up() == 1);
  }

  private void work() throws InterruptedException {
    if (!fails.isEmpty()) {
      throw new IllegalStateException(fails);
    }
    if (!hangs.isEmpty()) {
      release.await();
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    camel.stop();
    Metrics.removeRegistry(meters);
  }

  @Test
  void a_route_that_was_stopped_is_down() throws Exception {
    camel.getRouteController().stopRoute("work");
    assertThat(up()).isZero();
    assertThat(BackgroundParts.of(camel).of("work-test").get(0).state().reason())
        .contains("its route work was stopped");

    camel.getRouteController().startRoute("work");
    await().until(() -> up() == 1);
  }

  @Test
  void a_route_that_hangs_is_down() {
    hangs = "yes";
    await().until(() -> up() == 0);
    hangs = "";
    release.countDown();
    await().until(() -> up() == 1);
  }

  @Test
  void a_route_that_only_fails_is_down_and_says_why() {
    fails = "no such table";
    await().until(() -> up() == 0);

    assertThat(BackgroundParts.of(camel).of("work-test"))
        .anySatisfy(part -> assertThat(part.state().reason()).contains("no such table"));
  }

  @Test
  void an_expected_part_that_never_begins_is_down_after_its_limit() {
    BackgroundParts parts = BackgroundParts.of(camel);
    parts.expect("other", LIMIT);
    assertThat(parts.isUp("other")).isTrue();

    await().until(() -> !parts.isUp("other"));

    parts.part("other", "first", LIMIT).progressed();
    assertThat(parts.isUp("other")).isTrue();
  }

  @Test
  void nothing_counts_any_more_when_the_application_has_stopped() {
    camel.stop();

    assertThat(up()).isNaN();
  }

  private double up() {
    return meters.get("component.up").tag("component", "work-test").gauge().value();
  }
}
