package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceRequests.IDEMPOTENCY_KEY;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/**
 * What each call does: check the request, run one SQL statement, answer. The statement writes the
 * row and its event together; after that the relay is woken. While the database hangs, the circuit
 * breaker around the statement refuses at once. A statement is run again only if its answer is
 * large, which waits for memory; one more tells what there is if it has found nothing.
 */
public final class ResourceRoutes extends RouteBuilder {

  @Override
  public void configure() {
    AnswerRoom room = getContext().getRegistry().findSingleByType(AnswerRoom.class);
    ResourceAnswers answers = getContext().getRegistry().findSingleByType(ResourceAnswers.class);
    PageAnswers pages = new PageAnswers(answers.collection());
    creating(answers);
    changing(room, answers);
    deleting(room, answers);
    finding(room, answers);
    listing(room, pages);
  }

  private void creating(ResourceAnswers answers) {
    from("direct:create-resource")
        .routeId("create-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readNewResource")
        .id("read-new-resource")
        .policy("databaseBreaker")
        .choice()
        .when(header(IDEMPOTENCY_KEY).isNotNull())
        .to("sql:classpath:sql/resource/create-once.sql?outputType=SelectOne&parametersCount=14")
        .id("row-and-event-once")
        .otherwise()
        .process("createTogether")
        .id("row-and-event")
        .end()
        .end()
        .process(answers::created)
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
  }

  private void changing(AnswerRoom room, ResourceAnswers answers) {
    from("direct:update-resource")
        .routeId("update-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readReplacement")
        .id("read-replacement")
        .to("direct:change-resource")
        .id("replace");

    from("direct:patch-resource")
        .routeId("patch-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readPatch")
        .id("read-patch")
        .to("direct:change-resource")
        .id("patch");

    from("direct:change-resource")
        .routeId("change-resource")
        .errorHandler(noErrorHandler())
        .policy("databaseBreaker")
        .loopDoWhile(room::isRunNeeded)
        .process(room::take)
        .choice()
        .when(header(IDEMPOTENCY_KEY).isNotNull())
        .to("sql:classpath:sql/resource/update-once.sql?outputType=SelectOne&parametersCount=22")
        .id("new-row-and-event-once")
        .otherwise()
        .to("sql:classpath:sql/resource/update.sql?outputType=SelectOne&parametersCount=15")
        .id("new-row-and-event")
        .end()
        .end()
        .filter(body().isNull())
        .process(ResourceRequests::askAgain)
        .to("sql:classpath:sql/resource/state.sql?outputType=SelectOne&parametersCount=3")
        .id("what-is-there-to-change")
        .end()
        .end()
        .process(answers::updated)
        .id("answer-updated")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-updated");
  }

  private void deleting(AnswerRoom room, ResourceAnswers answers) {
    from("direct:delete-resource")
        .routeId("delete-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readDeletion")
        .id("read-deletion")
        .policy("databaseBreaker")
        .loopDoWhile(room::isRunNeeded)
        .process(room::take)
        .choice()
        .when(header(IDEMPOTENCY_KEY).isNotNull())
        .to("sql:classpath:sql/resource/delete-once.sql?outputType=SelectOne&parametersCount=13")
        .id("no-row-and-event-once")
        .otherwise()
        .to("sql:classpath:sql/resource/delete.sql?outputType=SelectOne&parametersCount=11")
        .id("no-row-and-event")
        .end()
        .end()
        .filter(body().isNull())
        .process(ResourceRequests::askAgain)
        .to("sql:classpath:sql/resource/state.sql?outputType=SelectOne&parametersCount=3")
        .id("what-is-there-to-delete")
        .end()
        .end()
        .process(answers::deleted)
        .id("answer-deleted")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-deleted");
  }

  private void finding(AnswerRoom room, ResourceAnswers answers) {
    from("direct:find-resource")
        .routeId("find-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process("readId")
        .id("read-id")
        .policy("databaseBreaker")
        .process("findTogether")
        .id("row")
        .choice()
        .when(body().isNull())
        .process(ResourceRequests::askAgain)
        .to("sql:classpath:sql/resource/state.sql?outputType=SelectOne&parametersCount=3")
        .id("what-is-there")
        .otherwise()
        .loopDoWhile(
            exchange ->
                !ResourceAnswers.isDecidedByConditions(exchange) && room.isRunNeeded(exchange))
        .process(room::take)
        .to("sql:classpath:sql/resource/find-large.sql?outputType=SelectOne&parametersCount=2")
        .id("large-row")
        .end()
        .end()
        .end()
        .process(answers::found)
        .id("answer-found");

    from("direct:find-resources")
        .routeId("find-resources")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/resource/find.sql?parametersCount=1")
        .id("rows");
  }

  private void listing(AnswerRoom room, PageAnswers pages) {
    from("direct:list-resources")
        .routeId("list-resources")
        .routeConfigurationId(ApiProblems.ID)
        .process("readListQuery")
        .id("read-list-query")
        .policy("databaseBreaker")
        .filter(PageAnswers::hasTotal)
        .to("sql:classpath:sql/resource/count.sql?outputType=SelectOne&parametersCount=13")
        .id("total")
        .process(PageAnswers::keepTotal)
        .process(ResourceRequests::askAgain)
        .end()
        .loopDoWhile(room::isRunNeeded)
        .process(room::take)
        .choice()
        .when(PageAnswers::isByName)
        .to("sql:classpath:sql/resource/list-by-name.sql?outputType=SelectOne&parametersCount=37")
        .id("page-by-name")
        .when(PageAnswers::isByStatus)
        .to("sql:classpath:sql/resource/list-by-status.sql?outputType=SelectOne&parametersCount=15")
        .id("page-by-status")
        .otherwise()
        .to("sql:classpath:sql/resource/list.sql?outputType=SelectOne&parametersCount=13")
        .id("page")
        .end()
        .end()
        .end()
        .process(pages::page)
        .id("answer-page");
  }
}
