package io.waybill.grpc.executor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Outcomes that one statement writes; as a map, the parameters of {@code finish.sql}. */
final class OutcomeBatch extends HashMap<String, Object> {
  private final transient List<Outcome> outcomes;

  OutcomeBatch(
      List<Outcome> outcomes,
      String owner,
      Function<Outcome, Integer> attempts,
      Function<Outcome, String> salts) {
    this.outcomes = outcomes;
    put("owner", owner);
    put("ids", texts(outcome -> outcome.task().id()));
    put("attempts", outcomes.stream().map(attempts).toArray(Integer[]::new));
    put("statuses", texts(outcome -> outcome.status().toString()));
    put("results", texts(Outcome::result));
    put("traceparents", texts(outcome -> outcome.task().traceparent()));
    put("salts", texts(salts));
    put("delays", outcomes.stream().map(Outcome::delayMillis).toArray(Long[]::new));
  }

  private String[] texts(Function<Outcome, String> column) {
    return outcomes.stream().map(column).toArray(String[]::new);
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** Parameters of {@code next.sql}: the resources whose tasks have ended. */
  Map<String, Object> resources() {
    return WaitingResources.parameters(
        outcomes.stream()
            .filter(Outcome::isFinal)
            .map(outcome -> outcome.task().resourceId())
            .distinct());
  }
}
