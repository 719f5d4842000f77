package io.waybill.grpc.api;

import io.waybill.grpc.WakeUps;
import io.waybill.grpc.server.CallContext;
import io.waybill.outbox.OutboxRoutes;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.service.database.SharedStatements;
import java.util.Map;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What each call does with the database. */
@Component
final class TaskRoutes extends RouteBuilder {
  private static final String INTO_HEADER = "?outputHeader=" + TaskPages.ROWS;

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
        .to("sql:classpath:sql/tasks/process.sql").id("tasks-of-calls")
        .to(OutboxRoutes.WAKE).id("wake-relay")
        .to(WakeUps.CLAIMS).id("wake-executor");
  }

  private void getting() {
    Processor getTogether = statements.releasing("get-tasks", CallContext::thisCall);

    from("direct:get-task-status").routeId("get-task-status")
        .setBody().body(GetTaskStatusRequest.class, TaskQuery::read).id("read-task-id")
        .process(getTogether).id("select-task")
        .setBody().body(Map.class, TaskAnswers::status).id("answer-status");

    from("direct:get-tasks").routeId("get-tasks")
        .to("sql:classpath:sql/tasks/get.sql").id("select-tasks");
  }

  private void listing() {
    from("direct:list-tasks").routeId("list-tasks")
        .setBody().body(ListTasksRequest.class, TaskPages::page).id("read-page")
        .choice().id("choose-index")
            .when().body(Page.class, Page::isOfResource)
                .to("sql:classpath:sql/tasks/list-by-resource.sql" + INTO_HEADER).id("select-by-resource")
            .when().body(Page.class, Page::isOfStatus)
                .to("sql:classpath:sql/tasks/list-by-status.sql" + INTO_HEADER).id("select-by-status")
            .otherwise()
                .to("sql:classpath:sql/tasks/list-all.sql" + INTO_HEADER).id("select-all")
        .end()
        .setBody(TaskPages::answerTo).id("answer-page");
  }

  // spotless:on
}
