package io.waybill.grpc.executor;

import java.util.List;
import java.util.Map;
import org.apache.camel.Body;

/**
 * Goes round the resources that have tasks set aside, some at a time. The end of a task makes the
 * next one ready; this finds those whose task before was ended past the executor, by hand or by a
 * process that died in between.
 */
public final class WaitingResources {
  private static final int PAGE = 100;

  private String last = "";

  /** Parameters of {@code sql/executor/waiting.sql}. */
  public synchronized Map<String, Object> after() {
    return Map.of("after", last);
  }

  /** Parameters of {@code sql/executor/next.sql}. */
  public synchronized Map<String, Object> page(@Body List<Map<String, Object>> rows) {
    String[] resources =
        rows.stream().map(row -> (String) row.get("resource_id")).toArray(String[]::new);
    last = resources.length < PAGE ? "" : resources[resources.length - 1];
    return Map.of("resources", resources);
  }
}
