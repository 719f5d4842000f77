package io.waybill.grpc.api;

import io.waybill.grpc.server.CallContext;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.service.database.SharedStatements;
import java.util.Map;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/** What each call does with the database. */
final class TaskRoutes extends RouteBuilder {
  private final NewTask newTask;
  private final SharedStatements statements;

  TaskRoutes(NewTask newTask, SharedStatements statements) {
    this.newTask = newTask;
    this.statements = statements;
  }

  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    processing();
    getting();
    listing();
  }

  // spotless:off

  private void processing() {
    Processor processTogether = statements.releasing("process-tasks", CallContext::thisCall);

    from("direct:process-task").routeId("process-task")
        .process(newTask).id("read-and-check")
        .process(processTogether).id("task-and-event")
        .setBody().body(Map.class, TaskAnswers::accepted).id("answer-accepted");

    // For all calls that wait, with one statement and one commit.
    from("direct:process-tasks").routeId("process-tasks")
        .to("sql:classpath:sql/tasks/process.sql?parametersCount=10").id("tasks-of-calls")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never").id("wake-relay")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never").id("wake-executor");
  }

  private void getting() {
    Processor getTogether = statements.releasing("get-tasks", CallContext::thisCall);

    from("direct:get-task-status").routeId("get-task-status")
        .setBody().body(GetTaskStatusRequest.class, TaskQuery::read).id("read-task-id")
        .process(getTogether).id("select-task")
        .setBody().body(Map.class, TaskAnswers::status).id("answer-status");

    from("direct:get-tasks").routeId("get-tasks")
        .to("sql:classpath:sql/tasks/get.sql?parametersCount=1").id("select-tasks");
  }

  private void listing() {
    from("direct:list-tasks").routeId("list-tasks")
        .process(TaskPages::read).id("read-page")
        .choice().id("choose-index")
            .when(TaskPages::isOfResource)
                .to("sql:classpath:sql/tasks/list-by-resource.sql?parametersCount=11").id("select-by-resource")
            .when(TaskPages::isOfStatus)
                .to("sql:classpath:sql/tasks/list-by-status.sql?parametersCount=3").id("select-by-status")
            .otherwise()
                .to("sql:classpath:sql/tasks/list-all.sql?parametersCount=3").id("select-all")
        .end()
        .process(TaskPages::answer).id("answer-page");
  }

  // spotless:on
}
