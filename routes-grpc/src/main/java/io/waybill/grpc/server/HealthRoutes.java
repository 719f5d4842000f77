package io.waybill.grpc.server;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Keeps gRPC health true: the service serves while its database answers, and takes writes. */
@Component("grpcHealthRoutes")
final class HealthRoutes extends RouteBuilder {
  private final GrpcHealth health;

  HealthRoutes(GrpcHealth health) {
    this.health = health;
  }

  // spotless:off
  @Override
  public void configure() {
    from("timer:grpc-health?delay=0&period={{grpc.health-interval}}&includeMetadata=false")
        .routeId("grpc-health")
        .onException(Exception.class)
            .handled(true)
            .process(away -> health.notServing()).id("not-serving")
        .end()
        .to("sql:classpath:sql/health.sql?outputType=SelectOne").id("ask-database")
        .choice()
            .when(body().isEqualTo("off"))
                .process(writable -> health.serving()).id("serving")
            .otherwise()
                .process(readOnly -> health.notServing()).id("read-only");
  }
  // spotless:on
}
