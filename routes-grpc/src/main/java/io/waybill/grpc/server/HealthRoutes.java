package io.waybill.grpc.server;

import org.apache.camel.builder.RouteBuilder;

/** Keeps gRPC health true: the service serves while its database answers. */
public class HealthRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:grpc-health?delay=0&period={{grpc.health-interval}}&includeMetadata=false")
        .routeId("grpc-health")
        .onException(Exception.class)
        .handled(true)
        .bean("grpcHealth", "notServing")
        .id("not-serving")
        .end()
        .to("sql:classpath:sql/health.sql?outputType=SelectOne")
        .id("ask-database")
        .choice()
        .when(body().isEqualTo("off"))
        .bean("grpcHealth", "serving")
        .id("serving")
        .otherwise()
        .bean("grpcHealth", "notServing")
        .id("read-only");
  }
}
