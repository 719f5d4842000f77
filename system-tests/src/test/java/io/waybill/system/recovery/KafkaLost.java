package io.waybill.system.recovery;

import io.waybill.local.Directories;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.ledger.EvidenceReader;
import io.waybill.system.ledger.Ledger;
import io.waybill.system.ledger.Report;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.CleanStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Kafka's disk is lost under load; the databases fill an empty one. */
final class KafkaLost {
  private static final String NAME = "recovery/kafka";
  private static final int SOME = 300;

  private KafkaLost() {}

  static Report run(Consumer<String> say) throws Exception {
    Map<String, String> token = Map.of("OPERATOR_TOKEN", Commands.TOKEN);
    try (Stack stack =
        CleanStack.builder(NAME)
            .environment(Service.REST, token)
            .environment(Service.GRPC, token)
            .build()) {
      stack.start();
      return run(stack, say);
    }
  }

  private static Report run(Stack stack, Consumer<String> say) throws Exception {
    LoadPlan plan = LoadPlan.endless("kafka-lost-", 6, Duration.ofMillis(20));
    Load load = Load.start(plan, stack.restUrls());
    load.awaitAcknowledged(SOME);
    stack.kill("kafka");
    Directories.delete(CleanStack.directory(NAME).resolve("data/kafka"));
    say.accept("Kafka killed and its data deleted after " + load.acknowledged() + " writes");
    load.awaitAcknowledged(load.acknowledged() + SOME);

    List<String> outboxes = List.of(stack.restUrl(), stack.httpUrl("grpc-1"));
    for (String url : outboxes) {
      Commands.pause(url);
    }
    stack.start("kafka");
    for (String url : outboxes) {
      say.accept(Commands.republish(url) + " events of " + url + " are to be published again");
      Commands.resume(url);
    }

    load.awaitAcknowledged(load.acknowledged() + SOME);
    load.stop();
    LoadResult written = load.finish();
    say.accept(written.summary());
    if (!written.failures().isEmpty() || !written.retries().isEmpty()) {
      throw new AssertionError("Clients felt the loss of Kafka: " + written.summary());
    }
    EvidenceReader reader = new EvidenceReader(stack, plan.prefix());
    boolean quiet = reader.awaitQuiet(written.writes(), Duration.ofMinutes(2));
    say.accept(quiet ? "all has come to rest" : "something is still on its way after two minutes");
    return Ledger.judge(reader.read(written.writes(), List.of()));
  }
}
