package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Sql;
import io.waybill.system.load.CallLoad;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM under load: what is in flight ends well, and a new process goes on. */
@WithStack
@Tag("long")
class GracefulStopIT {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(35);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"rest-1", "worker-1"})
  void noAcceptedWriteIsLostWhenOneStops(String name, Stack stack) throws Exception {
    LoadPlan plan = LoadCheck.plan(200, 60, 40);
    Load load = Load.start(plan, stack.restUrls());
    load.awaitAcknowledged(plan.total() / 3);
    stopWithinLimit(stack, name);
    stack.start(name);
    LoadResult result = load.finish();
    assertThat(result.committedUnanswered())
        .as("requests that were in flight, took effect and got no answer")
        .isEmpty();
    stack.awaitReady(name, LIMIT);
    LoadCheck.assertLedger(stack, plan, result, LIMIT);
  }

  @Test
  void callsInFlightAreAnsweredWhenGrpcStops(Stack stack) throws Exception {
    LoadPlan plan = LoadCheck.plan(200, 60, 40);
    Load load = Load.start(plan, stack.restUrls());
    try (CallLoad calls = CallLoad.start(stack.grpcAddress(), plan.prefix())) {
      load.awaitAcknowledged(plan.total() / 3);
      calls.awaitAccepted(50);
      stopWithinLimit(stack, "grpc-1");
      calls.stop();
      assertThat(calls.refusals())
          .as("a server that goes says that it is away")
          .isSubsetOf(Status.Code.UNAVAILABLE);
      List<String> tasks =
          Sql.query(
                  stack.database(Service.GRPC),
                  "SELECT id FROM tasks WHERE resource_id = ?",
                  plan.prefix())
              .stream()
              .map(row -> (String) row.get("id"))
              .toList();
      assertThat(tasks)
          .as("every accepted task, and none whose caller got no answer")
          .containsExactlyInAnyOrderElementsOf(calls.accepted());
    }
    stack.start("grpc-1");
    stack.awaitReady("grpc-1", LIMIT);
    LoadCheck.assertLedger(stack, plan, load.finish(), LIMIT);
  }

  private static void stopWithinLimit(Stack stack, String name) {
    long begun = System.nanoTime();
    stack.stop(name);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("time that %s took to stop", name)
        .isLessThan(STOP_LIMIT);
  }
}
