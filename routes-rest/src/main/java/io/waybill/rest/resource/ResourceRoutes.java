package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceRequests.IDEMPOTENCY_KEY;

import io.waybill.outbox.OutboxRoutes;
import io.waybill.service.database.SharedStatements;
import io.waybill.service.problem.ApiProblems;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Policy;

/**
 * What each call does: check the request, run one SQL statement, answer. The statement writes the
 * row and its event together; after that the relay is woken. While the database hangs, the circuit
 * breaker around the statement refuses at once. A statement is run again only if its answer is
 * large, which waits for memory; one more tells what there is if it has found nothing.
 */
final class ResourceRoutes extends RouteBuilder {
  private static final String STATE = "sql:classpath:sql/resource/state.sql?outputType=SelectOne";

  private final ResourceAnswers answers;
  private final PageAnswers pages;
  private final AnswerRoom room;
  private final SharedStatements statements;
  private final Policy breaker;

  ResourceRoutes(
      ResourceAnswers answers, AnswerRoom room, SharedStatements statements, Policy breaker) {
    this.answers = answers;
    this.pages = new PageAnswers(answers.collection());
    this.room = room;
    this.statements = statements;
    this.breaker = breaker;
  }

  @Override
  public void configure() {
    creating();
    changing();
    deleting();
    finding();
    listing();
  }

  // spotless:off

  private void creating() {
    Processor createTogether = statements.through("create-resources");

    from("direct:create-resource").routeId("create-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::create).id("read-new-resource")
        .policy(breaker)
            .choice()
                .when(header(IDEMPOTENCY_KEY).isNotNull())
                    .to("sql:classpath:sql/resource/create-once.sql?outputType=SelectOne")
                        .id("row-and-event-once")
                .otherwise()
                    .process(createTogether).id("row-and-event")
            .end()
        .end()
        .process(answers::created).id("answer-created")
        // A shared statement has woken it already.
        .filter(header(IDEMPOTENCY_KEY).isNotNull())
            .to(OutboxRoutes.WAKE).id("wake-relay-created-once");

    from("direct:create-resources").routeId("create-resources")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/resource/create.sql").id("rows-and-events")
        .to(OutboxRoutes.WAKE).id("wake-relay-created");
  }

  private void changing() {
    from("direct:update-resource").routeId("update-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::replace).id("read-replacement")
        .to("direct:change-resource").id("replace");

    from("direct:patch-resource").routeId("patch-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::patch).id("read-patch")
        .to("direct:change-resource").id("patch");

    from("direct:change-resource").routeId("change-resource")
        .errorHandler(noErrorHandler())
        .policy(breaker)
            .loopDoWhile(room::isRunNeeded)
                .process(room::take)
                .choice()
                    .when(header(IDEMPOTENCY_KEY).isNotNull())
                        .to("sql:classpath:sql/resource/update-once.sql?outputType=SelectOne")
                            .id("new-row-and-event-once")
                    .otherwise()
                        .to("sql:classpath:sql/resource/update.sql?outputType=SelectOne")
                            .id("new-row-and-event")
                .end()
            .end()
            .filter(body().isNull())
                .process(ResourceRequests::askAgain)
                .to(STATE).id("what-is-there-to-change")
            .end()
        .end()
        .process(answers::updated).id("answer-updated")
        .to(OutboxRoutes.WAKE).id("wake-relay-updated");
  }

  private void deleting() {
    from("direct:delete-resource").routeId("delete-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::delete).id("read-deletion")
        .policy(breaker)
            .loopDoWhile(room::isRunNeeded)
                .process(room::take)
                .choice()
                    .when(header(IDEMPOTENCY_KEY).isNotNull())
                        .to("sql:classpath:sql/resource/delete-once.sql?outputType=SelectOne")
                            .id("no-row-and-event-once")
                    .otherwise()
                        .to("sql:classpath:sql/resource/delete.sql?outputType=SelectOne")
                            .id("no-row-and-event")
                .end()
            .end()
            .filter(body().isNull())
                .process(ResourceRequests::askAgain)
                .to(STATE).id("what-is-there-to-delete")
            .end()
        .end()
        .process(answers::deleted).id("answer-deleted")
        .to(OutboxRoutes.WAKE).id("wake-relay-deleted");
  }

  private void finding() {
    Processor findTogether = statements.through("find-resources");

    from("direct:find-resource").routeId("find-resource")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::find).id("read-id")
        .policy(breaker)
            .process(findTogether).id("row")
            .choice()
                .when(body().isNull())
                    .process(ResourceRequests::askAgain)
                    .to(STATE).id("what-is-there")
                .otherwise()
                    .loopDoWhile(call -> !ResourceAnswers.isDecidedByConditions(call) && room.isRunNeeded(call))
                        .process(room::take)
                        .to("sql:classpath:sql/resource/find-large.sql?outputType=SelectOne")
                            .id("large-row")
                    .end()
            .end()
        .end()
        .process(answers::found).id("answer-found");

    from("direct:find-resources").routeId("find-resources")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/resource/find.sql").id("rows");
  }

  private void listing() {
    from("direct:list-resources").routeId("list-resources")
        .routeConfigurationId(ApiProblems.ID)
        .process(ResourceRequests::list).id("read-list-query")
        .policy(breaker)
            .filter(PageAnswers::hasTotal)
                .to("sql:classpath:sql/resource/count.sql?outputType=SelectOne").id("total")
                .process(PageAnswers::keepTotal)
                .process(ResourceRequests::askAgain)
            .end()
            .loopDoWhile(room::isRunNeeded)
                .process(room::take)
                .choice()
                    .when(PageAnswers::isByName)
                        .to("sql:classpath:sql/resource/list-by-name.sql?outputType=SelectOne")
                            .id("page-by-name")
                    .when(PageAnswers::isByStatus)
                        .to("sql:classpath:sql/resource/list-by-status.sql?outputType=SelectOne")
                            .id("page-by-status")
                    .otherwise()
                        .to("sql:classpath:sql/resource/list.sql?outputType=SelectOne")
                            .id("page")
                .end()
            .end()
        .end()
        .process(pages::page).id("answer-page");
  }

  // spotless:on
}
