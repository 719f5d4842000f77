package io.waybill.benchmarks.road;

import java.util.Collections;
import java.util.Map;

/**
 * What waits at a moment, along the road.
 *
 * @param calls whose moment has come and that have no answer
 * @param restOutbox events of resources that are not published
 * @param grpcLag published events that the gRPC service has not taken
 * @param tasks that are not finished
 * @param grpcOutbox events of tasks that are not published
 * @param workerLag published events that the worker has not stored
 */
record Backlog(
    long calls, long restOutbox, long grpcLag, long tasks, long grpcOutbox, long workerLag) {

  long sum() {
    return calls + restOutbox + grpcLag + tasks + grpcOutbox + workerLag;
  }

  /** Where most of it waits. */
  String most() {
    Map<String, Long> places =
        Map.of(
            "calls", calls,
            "outbox of rest", restOutbox,
            "lag of grpc", grpcLag,
            "tasks", tasks,
            "outbox of grpc", grpcOutbox,
            "lag of worker", workerLag);
    return Collections.max(places.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
