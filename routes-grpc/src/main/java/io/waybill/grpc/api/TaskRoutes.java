package io.waybill.grpc.api;

import io.waybill.proto.task.v1.GetTaskStatusRequest;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/** What each call does with the database. */
public class TaskRoutes extends RouteBuilder {
  @Override
  public void configure() {
    errorHandler(noErrorHandler());

    from("direct:process-task")
        .routeId("process-task")
        .process("newTask")
        .id("read-and-check")
        .process("processTogether")
        .id("task-and-event")
        .setBody()
        .body(Map.class, TaskAnswers::accepted)
        .id("answer-accepted");

    // For all calls that wait, with one statement and one commit.
    from("direct:process-tasks")
        .routeId("process-tasks")
        .to("sql:classpath:sql/tasks/process.sql?parametersCount=10")
        .id("tasks-of-calls")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-executor");

    from("direct:get-task-status")
        .routeId("get-task-status")
        .setBody()
        .body(GetTaskStatusRequest.class, TaskQuery::read)
        .id("read-task-id")
        .process("getTogether")
        .id("select-task")
        .setBody()
        .body(Map.class, TaskAnswers::status)
        .id("answer-status");

    from("direct:get-tasks")
        .routeId("get-tasks")
        .to("sql:classpath:sql/tasks/get.sql?parametersCount=1")
        .id("select-tasks");

    from("direct:list-tasks")
        .routeId("list-tasks")
        .setProperty("page", method("taskPages", "read"))
        .id("read-page")
        .setBody(simple("${exchangeProperty.page.parameters}"))
        .choice()
        .id("choose-index")
        .when(simple("${exchangeProperty.page.resourceId} != ''"))
        .to("sql:classpath:sql/tasks/list-by-resource.sql?parametersCount=11")
        .id("select-by-resource")
        .when(simple("${exchangeProperty.page.status} != ''"))
        .to("sql:classpath:sql/tasks/list-by-status.sql?parametersCount=3")
        .id("select-by-status")
        .otherwise()
        .to("sql:classpath:sql/tasks/list-all.sql?parametersCount=3")
        .id("select-all")
        .end()
        .bean("taskPages", "answer(${body}, ${exchangeProperty.page})")
        .id("answer-page");
  }
}
