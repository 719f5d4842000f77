package io.waybill.rest.resource;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/** Forgets idempotency keys that have lived their day. */
final class IdempotencyRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from("kamelet:retention-source?name=idempotency-retention"
            + "&statement=classpath:sql/idempotency/delete-expired.sql"
            + "&age=PT0S"
            + "&period={{waybill.rest.idempotency-purge-period}}")
        .routeId("purge-idempotency-keys")
        .log(LoggingLevel.DEBUG, "Forgot ${body} idempotency keys")
        .id("say-forgotten");
  }
}
