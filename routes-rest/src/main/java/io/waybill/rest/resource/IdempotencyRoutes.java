package io.waybill.rest.resource;

import org.apache.camel.builder.RouteBuilder;

/** Forgets idempotency keys that have lived their day. */
final class IdempotencyRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from("timer:purge-idempotency-keys?period={{waybill.rest.idempotency-purge-period}}")
        .routeId("purge-idempotency-keys")
        .to("sql:classpath:sql/idempotency/purge.sql")
        .id("purge");
  }
}
