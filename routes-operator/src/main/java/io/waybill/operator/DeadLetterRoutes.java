package io.waybill.operator;

import io.waybill.events.Failures;
import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/** Keeps a copy of the dead-letter topic, and lets operators read, retry and discard. */
public final class DeadLetterRoutes extends RouteBuilder {
  private static final String HTTP =
      "&headerFilterStrategy=#operatorHeaders&useStreaming=true&populateBodyWithForm=false";

  private static final String STORE = "sql:classpath:sql/dead-letters/store.sql?parametersCount=12";

  @Override
  public void configure() {
    keeping();
    figures();
    reading();
    retrying();
    discarding();
    forgetting();
  }

  private void keeping() {
    // A letter that could not be stored is read again until it can; one that PostgreSQL refuses is
    // stored in a shortened form. One letter at a time: it may have 10 MiB.
    from("kafka:{{waybill.dead-letters.topic}}?groupId={{waybill.dead-letters.group}}"
            + "&autoOffsetReset=earliest&breakOnFirstError=true&pollOnError=RECONNECT"
            + "&autoCommitEnable=false&allowManualCommit=true"
            + "&maxPollRecords=1&fetchMaxBytes=2097152&metadataMaxAgeMs=20000"
            + "&kafkaClientFactory=#class:io.waybill.events.kafka.SteadyKafkaClientFactory"
            + "&headerFilterStrategy=#deadLetterHeaders"
            + "&keyDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
            + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
        .routeId("dead-letters-keep")
        .errorHandler(noErrorHandler())
        .doTry()
        .to("direct:dead-letter-store")
        .process(DeadLetterStored::commit)
        .id("dead-letters-commit")
        .doCatch(Exception.class)
        .delay(constant("{{waybill.dead-letters.retry-delay}}"))
        .process(DeadLetterStored::readAgain)
        .end();

    from("direct:dead-letter-store")
        .routeId("dead-letter-store")
        .errorHandler(noErrorHandler())
        .process(DeadLetterRecord::columns)
        .doTry()
        .to(STORE)
        .doCatch(Exception.class)
        .onWhen(Failures::isOfTheEvent)
        .process(DeadLetterRecord::shorten)
        .to(STORE)
        .end();
  }

  private void figures() {
    from("timer:dead-letters-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("dead-letters-figures")
        .onException(Exception.class)
        .handled(true)
        .bean("operatorMeters", "deadLettersUnknown")
        .end()
        .to("sql:classpath:sql/dead-letters/count-open.sql?outputType=SelectOne")
        .id("dead-letters-open")
        .bean("operatorMeters", "deadLetters")
        .id("dead-letters-known");
  }

  private void reading() {
    from("platform-http:/ops/dead-letters?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-dead-letters")
        .routeConfigurationId(ApiProblems.ID)
        .process(DeadLetterCalls::list)
        .to("sql:classpath:sql/dead-letters/list.sql?outputType=SelectOne&parametersCount=4")
        .id("ops-dead-letters-page")
        .process(OperatorCalls::answer);

    from("platform-http:/ops/dead-letters/{id}?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-dead-letter")
        .routeConfigurationId(ApiProblems.ID)
        .process(LargeAnswers::one)
        .process(DeadLetterCalls::one)
        .to("sql:classpath:sql/dead-letters/get.sql?outputType=SelectOne&parametersCount=1")
        .id("ops-dead-letter-row")
        .process(OperatorCalls::answer);
  }

  private void retrying() {
    from("platform-http:/ops/dead-letters/{id}/retry?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-dead-letter-retry")
        .routeConfigurationId(ApiProblems.ID)
        .process(DeadLetterCalls::retryOne)
        .to("direct:ops-retry-letter")
        .process(DeadLetterCalls::answerOne)
        .bean("operatorMeters", "count('dead-letter-retry')");

    from("platform-http:/ops/dead-letters/retry?httpMethodRestrict=POST&consumes=application/json"
            + HTTP)
        .routeId("ops-dead-letters-retry")
        .routeConfigurationId(ApiProblems.ID)
        .process(DeadLetterCalls::retryMany)
        .to("sql:classpath:sql/dead-letters/open.sql?parametersCount=2")
        .id("ops-dead-letters-open")
        .split(body())
        .stopOnException()
        .to("direct:ops-retry-letter")
        .end()
        .process(DeadLetterCalls::answerMany)
        .bean("operatorMeters", "count('dead-letter-retry')");

    // The letter's id in a Map is the body. The outcome is written after the processing, not with
    // it: the event's id
    // keeps a second processing without effect.
    from("direct:ops-retry-letter")
        .routeId("ops-retry-letter")
        .errorHandler(noErrorHandler())
        .to("sql:classpath:sql/dead-letters/record.sql?outputType=SelectOne&parametersCount=1")
        .id("ops-letter-record")
        .doTry()
        .process(DeadLetterRetry::read)
        .process(new Apart("{{waybill.dead-letters.process-by}}"))
        .id("ops-process-letter")
        .doCatch(Exception.class)
        .process(DeadLetterRetry::failed)
        .end()
        .process(DeadLetterRetry::outcome)
        .to("sql:classpath:sql/dead-letters/finish.sql?outputType=SelectOne&parametersCount=3")
        .id("ops-letter-finish")
        .process(DeadLetterRetry::count);
  }

  private void discarding() {
    from("platform-http:/ops/dead-letters/{id}/discard?httpMethodRestrict=POST&consumes=application/json"
            + HTTP)
        .routeId("ops-dead-letter-discard")
        .routeConfigurationId(ApiProblems.ID)
        .process(DeadLetterCalls::discard)
        .to("sql:classpath:sql/dead-letters/discard.sql?outputType=SelectOne&parametersCount=3")
        .id("ops-dead-letter-discarded")
        .process(DeadLetterCalls::answerDiscarded)
        .bean("operatorMeters", "count('dead-letter-discard')");
  }

  private void forgetting() {
    from("kamelet:retention-source?name=dead-letters-retention"
            + "&statement=classpath:sql/dead-letters/delete-done.sql"
            + "&age={{waybill.dead-letters.retention}}"
            + "&period={{waybill.dead-letters.retention-period}}")
        .routeId("dead-letters-retention")
        .log("Deleted ${body} dead letters that were retried or discarded long ago")
        .id("say-letters-deleted");
  }
}
