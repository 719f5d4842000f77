package io.waybill.operator;

import static io.waybill.operator.OperatorHeaders.HTTP;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Lists tasks, and runs a failed one again. */
final class TaskOperatorRoutes extends RouteBuilder {
  private final OperatorMeters meters;

  TaskOperatorRoutes(OperatorMeters meters) {
    this.meters = meters;
  }

  @Override
  // spotless:off
  public void configure() {
    from("platform-http:/ops/tasks?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-tasks").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofQuery(call)
            .oneOf("status", "failed", "pending", "processing", "completed").text("resource_id", 100).after().limit().toMap())
        .to("sql:classpath:sql/operator/tasks-list.sql?outputType=SelectOne").id("ops-tasks-page")
        .process(Answers::json);

    from("platform-http:/ops/tasks/{id}/run?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-task-run").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.of(call).id().who().toMap())
        .to("sql:classpath:sql/operator/task-run.sql?outputType=SelectOne").id("ops-task-again")
        .process(TaskOperatorRoutes::answerRun)
        .process(meters.counts("task-run"))
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never").id("wake-executor-for-task");
  }
  // spotless:on

  private static void answerRun(Exchange call) {
    Answers.mustHaveChanged(call, "failed");
    Answers.json(call, "{\"tasks\":1}");
  }
}
