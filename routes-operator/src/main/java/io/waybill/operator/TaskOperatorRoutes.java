package io.waybill.operator;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/** Lists tasks, and runs a failed one again. */
public final class TaskOperatorRoutes extends RouteBuilder {
  private static final String HTTP =
      "&headerFilterStrategy=#operatorHeaders&useStreaming=true&populateBodyWithForm=false";

  @Override
  public void configure() {
    from("platform-http:/ops/tasks?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-tasks")
        .routeConfigurationId(ApiProblems.ID)
        .process(TaskCalls::list)
        .to("sql:classpath:sql/operator/tasks-list.sql?outputType=SelectOne&parametersCount=4")
        .id("ops-tasks-page")
        .process(OperatorCalls::answer);

    from("platform-http:/ops/tasks/{id}/run?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-task-run")
        .routeConfigurationId(ApiProblems.ID)
        .process(TaskCalls::run)
        .to("sql:classpath:sql/operator/task-run.sql?outputType=SelectOne&parametersCount=3")
        .id("ops-task-again")
        .process(TaskCalls::answerRun)
        .bean("operatorMeters", "count('task-run')")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-executor-for-task");
  }
}
