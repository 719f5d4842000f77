package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceRequests.BY_STATUS;
import static io.waybill.rest.resource.ResourceRequests.IDEMPOTENCY_KEY;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/**
 * What each call does: check the request, run one SQL statement, answer. The statement writes the
 * row and its event together; after that the relay is woken. While the database hangs, the circuit
 * breaker around the statement refuses at once.
 */
public final class ResourceRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from("direct:create-resource")
        .routeId("create-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readNewResource")
        .id("read-new-resource")
        .policy("databaseBreaker")
        .choice()
        .when(header(IDEMPOTENCY_KEY).isNotNull())
        .to("sql:classpath:sql/resource/create-once.sql?outputType=SelectOne&parametersCount=12")
        .id("row-and-event-once")
        .otherwise()
        .process("createTogether")
        .id("row-and-event")
        .end()
        .end()
        .process("answerCreated")
        .id("answer-created")
        // A shared statement has woken it already.
        .filter(header(IDEMPOTENCY_KEY).isNotNull())
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-created-once");

    from("direct:create-resources")
        .routeId("create-resources")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/resource/create.sql?parametersCount=7")
        .id("rows-and-events")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-created");

    from("direct:update-resource")
        .routeId("update-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readReplacement")
        .id("read-replacement")
        .policy("databaseBreaker")
        .to("sql:classpath:sql/resource/update.sql?outputType=SelectOne&parametersCount=10")
        .id("new-row-and-event")
        .end()
        .process("answerUpdated")
        .id("answer-updated")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-updated");

    from("direct:delete-resource")
        .routeId("delete-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readDeletion")
        .id("read-deletion")
        .policy("databaseBreaker")
        .to("sql:classpath:sql/resource/delete.sql?outputType=SelectOne&parametersCount=9")
        .id("no-row-and-event")
        .end()
        .process("answerDeleted")
        .id("answer-deleted")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-deleted");

    from("direct:find-resource")
        .routeId("find-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readId")
        .id("read-id")
        .policy("databaseBreaker")
        .process("findTogether")
        .id("row")
        .end()
        .process("answerFound")
        .id("answer-found");

    from("direct:find-resources")
        .routeId("find-resources")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/resource/find.sql?parametersCount=1")
        .id("rows");

    from("direct:list-resources")
        .routeId("list-resources")
        .routeConfigurationId(ApiProblems.ID)
        .process("readListQuery")
        .id("read-list-query")
        .policy("databaseBreaker")
        .choice()
        .when(exchangeProperty(BY_STATUS))
        .to("sql:classpath:sql/resource/list-by-status.sql?outputType=SelectOne&parametersCount=5")
        .id("page-by-status")
        .otherwise()
        .to("sql:classpath:sql/resource/list.sql?outputType=SelectOne&parametersCount=4")
        .id("page")
        .end()
        .end()
        .process("answerPage")
        .id("answer-page");
  }
}
