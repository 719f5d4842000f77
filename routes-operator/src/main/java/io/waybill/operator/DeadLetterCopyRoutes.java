package io.waybill.operator;

import io.waybill.events.Failures;
import io.waybill.events.NoHeaders;
import io.waybill.events.kafka.SteadyKafkaClientFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Keeps a copy of the dead-letter topic in the table {@code dead_letters}. */
final class DeadLetterCopyRoutes extends RouteBuilder {
  private static final String STORE = "sql:classpath:sql/dead-letters/store.sql";

  private final OperatorMeters meters;

  DeadLetterCopyRoutes(OperatorMeters meters) {
    this.meters = meters;
  }

  @Override
  // spotless:off
  public void configure() {
    // A dead letter that could not be stored is read again until it can; one that PostgreSQL refuses is
    // stored in a shortened form. One at a time: it may have 10 MiB.
    from("kafka:{{waybill.dead-letters.topic}}?groupId={{waybill.dead-letters.group}}"
            + "&autoOffsetReset=earliest&breakOnFirstError=true&pollOnError=RECONNECT"
            + "&autoCommitEnable=false&allowManualCommit=true"
            + "&maxPollRecords=1&fetchMaxBytes=2097152&metadataMaxAgeMs=20000"
            + "&kafkaClientFactory=#class:" + SteadyKafkaClientFactory.class.getName()
            + "&headerFilterStrategy=#class:" + NoHeaders.class.getName()
            + "&keyDeserializer=" + ByteArrayDeserializer.class.getName()
            + "&valueDeserializer=" + ByteArrayDeserializer.class.getName())
        .routeId("dead-letters-keep").errorHandler(noErrorHandler())
        .doTry()
            .to("direct:dead-letter-store")
            .process(DeadLetterOffset::commit).id("dead-letters-commit")
        .doCatch(Exception.class)
            .delay(constant("{{waybill.dead-letters.retry-delay}}"))
            .process(DeadLetterOffset::seekBack)
        .end();

    from("direct:dead-letter-store")
        .routeId("dead-letter-store").errorHandler(noErrorHandler())
        .process(DeadLetterRecord::columns)
        .doTry()
            .to(STORE)
        .doCatch(Exception.class).onWhen(Failures::isOfTheEvent)
            .process(DeadLetterRecord::shorten)
            .to(STORE)
        .end();

    from("timer:dead-letters-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("dead-letters-figures")
        .onException(Exception.class)
            .handled(true)
            .process(meters::deadLettersUnknown)
        .end()
        .to("sql:classpath:sql/dead-letters/count-open.sql?outputType=SelectOne").id("dead-letters-open")
        .process(meters::deadLetters).id("dead-letters-known");

    from("kamelet:retention-source?name=dead-letters-retention"
            + "&statement=classpath:sql/dead-letters/delete-done.sql"
            + "&age={{waybill.dead-letters.retention}}"
            + "&period={{waybill.dead-letters.retention-period}}")
        .routeId("dead-letters-retention")
        .log("Deleted ${body} dead letters that were retried or discarded long ago").id("say-letters-deleted");
  }
  // spotless:on
}
