package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.WithStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka is stopped in the middle of a load: the outbox takes it all, and gives it back. */
@WithStack
@Tag("long")
class KafkaAwayIT {
  private static final Duration AWAY =
      Duration.ofSeconds(Long.getLong("system-tests.kafka-away", 8));
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LOUD = Pattern.compile("\\b(WARN|ERROR)\\b");

  /** A few lines of each part and of Kafka's clients. */
  private static final long MOST_WARNINGS = 60;

  @Test
  void writesGoOnWithoutKafkaAndArriveOnceItIsBack(Stack stack) throws Exception {
    LoadPlan before = LoadCheck.plan(150, 45, 30);
    LoadPlan during = LoadCheck.plan(150, 45, 30);
    Load first = Load.start(before, stack.restUrls());
    first.awaitAcknowledged(before.total() / 3);
    Map<String, Long> warned = warnings(stack);
    stack.stop("kafka");
    long stopped = System.nanoTime();

    LoadResult whileAway = Load.start(during, stack.restUrls()).finish();
    LoadResult whileLeaving = first.finish();
    assertThat(whileAway.retries()).as("attempts refused while Kafka was away").isEmpty();
    assertThat(whileLeaving.retries()).as("attempts refused while Kafka went").isEmpty();
    await("Kafka to be seen as away").atMost(LIMIT).until(() -> !kafka(health(stack)).equals("UP"));
    await("Kafka to be away long enough")
        .atMost(AWAY.plus(LIMIT))
        .until(
            () -> {
              assertThat(health(stack).status()).isEqualTo(200);
              assertThat(health(stack).json().path("status").asText()).isEqualTo("UP");
              assertThat(Http.get(stack.restUrl() + "/health/readiness").status()).isEqualTo(200);
              return System.nanoTime() - stopped >= AWAY.toNanos();
            });

    warnings(stack)
        .forEach(
            (name, lines) ->
                assertThat(lines - warned.get(name))
                    .as("warnings and errors in the log of " + name + " while Kafka was away")
                    .isLessThanOrEqualTo(MOST_WARNINGS));

    stack.start("kafka");
    LoadCheck.assertLedger(stack, before, whileLeaving, AWAY.plus(LIMIT));
    LoadCheck.assertLedger(stack, during, whileAway, AWAY.plus(LIMIT));
    await("Kafka to be seen again").atMost(LIMIT).until(() -> kafka(health(stack)).equals("UP"));
  }

  /** Of the services, by name. */
  private static Map<String, Long> warnings(Stack stack) throws IOException {
    Map<String, Long> warnings = new HashMap<>();
    for (String name : stack.names()) {
      if (!name.equals("kafka") && !name.equals("postgres")) {
        try (Stream<String> lines = Files.lines(stack.log(name))) {
          warnings.put(name, lines.filter(line -> LOUD.matcher(line).find()).count());
        }
      }
    }
    return warnings;
  }

  private static Answer health(Stack stack) throws Exception {
    return Http.get(stack.restUrl() + "/health");
  }

  private static String kafka(Answer health) {
    String status = health.json().path("components").path("kafka").path("status").asText();
    assertThat(status).as("components.kafka.status of " + health.body()).isNotEmpty();
    return status;
  }
}
