package io.waybill.grpc.executor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * How many more tasks of each action may be claimed: three quarters of the threads, and more only
 * as far as the action finishes quickly. So one slow action never has all threads.
 */
@Component
final class ActionQuota {
  private static final double SHARE_OF_THREADS = 0.75;

  private final int quota;
  private final ExecutorSettings settings;
  private final ClaimedTasks tasks;
  private final Throughput throughput;

  ActionQuota(ExecutorSettings settings, ClaimedTasks tasks, Throughput throughput) {
    this.quota = Math.max(1, (int) (settings.threads() * SHARE_OF_THREADS));
    this.settings = settings;
    this.tasks = tasks;
    this.throughput = throughput;
  }

  /** Adds the parameters of {@code sql/executor/claim.sql}. */
  void addTo(Map<String, Object> parameters) {
    Map<String, Integer> claimed = tasks.countByAction();
    Set<String> actions = new HashSet<>(claimed.keySet());
    actions.addAll(throughput.actions());
    Map<String, Integer> left = new HashMap<>();
    for (String action : actions) {
      int ahead = settings.aheadAt(throughput.perSecond(action));
      left.put(action, quota + ahead - claimed.getOrDefault(action, 0));
    }
    parameters.put("quota", quota);
    parameters.put("actions", left.keySet().toArray(String[]::new));
    parameters.put("quotas", left.values().toArray(Integer[]::new));
    parameters.put(
        "fullActions",
        actions.stream().filter(action -> left.get(action) <= 0).toArray(String[]::new));
  }
}
