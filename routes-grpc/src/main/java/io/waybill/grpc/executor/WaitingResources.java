package io.waybill.grpc.executor;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Goes round the resources that have tasks set aside, some at a time. The end of a task makes the
 * next one ready; this finds those whose task before was ended by hand, or by a process that died
 * in between.
 */
@Component
final class WaitingResources {
  private static final int PAGE = 100;

  private String last = "";

  /** Parameters of {@code sql/executor/waiting.sql}. */
  synchronized Map<String, Object> after() {
    return Map.of("after", last);
  }

  /** Takes its rows; returns the parameters of {@code sql/executor/next.sql}. */
  synchronized Map<String, Object> page(List<Map<String, Object>> rows) {
    List<String> resources = rows.stream().map(row -> (String) row.get("resource_id")).toList();
    last = resources.size() < PAGE ? "" : resources.get(resources.size() - 1);
    return parameters(resources.stream());
  }

  static Map<String, Object> parameters(Stream<String> resources) {
    return Map.of("resources", resources.toArray(String[]::new));
  }
}
