package io.waybill.grpc.api;

import io.grpc.Status;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The gRPC edge: one endpoint for the whole service, one route for each method behind it. */
@Component
final class TaskApiRoutes extends RouteBuilder {
  @Override
  // spotless:off
  public void configure() {
    // Failures travel to the server's interceptor, which makes the status of them.
    errorHandler(noErrorHandler());

    from("grpc://{{grpc.host}}:{{grpc.port}}/io.waybill.proto.task.v1.TaskService"
            + "?autoDiscoverServerInterceptors=false"
            + "&maxMessageSize={{grpc.max-message-size}}"
            + "&maxInboundMetadataSize=16384"
            + "&maxConcurrentCallsPerConnection={{grpc.max-calls-per-connection}}"
            + "&maxConnectionAge={{grpc.max-connection-age}}"
            + "&maxConnectionAgeGrace={{grpc.max-connection-age-grace}}"
            + "&keepAliveTime=60000&keepAliveTimeout=20000"
            + "&permitKeepAliveTime=30000&permitKeepAliveWithoutCalls=true"
            + "&maxRstFramesPerWindow=400&maxRstPeriodSeconds=30")
        .routeId("task-api")
        // Last to start, first to stop: what accepts work stands in front of what does it.
        .startupOrder(9000)
        .choice().id("dispatch")
            .when(header("CamelGrpcMethodName").isEqualTo("processTask"))
                .to("direct:process-task")
            .when(header("CamelGrpcMethodName").isEqualTo("getTaskStatus"))
                .to("direct:get-task-status")
            .when(header("CamelGrpcMethodName").isEqualTo("listTasks"))
                .to("direct:list-tasks")
            .otherwise()
                .throwException(
                    Status.UNIMPLEMENTED.withDescription("This method is not offered.").asRuntimeException())
        .end();
  }
  // spotless:on
}
