package io.waybill.grpc.api;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.TimeUtils;

/** Forgets the ids of requests after a while, a thousand with a statement. */
final class TaskRequestRoutes extends RouteBuilder {
  private static final int BATCH = 1000;
  private static final double MILLIS_PER_SECOND = 1000;

  @Override
  // spotless:off
  public void configure() {
    String retention = getContext().resolvePropertyPlaceholders("{{tasks.request-retention}}");
    double seconds = TimeUtils.toMilliSeconds(retention) / MILLIS_PER_SECOND;

    from("timer:task-requests?period={{tasks.request-purge-period}}&includeMetadata=false")
        .routeId("task-requests-retention")
        .routeConfigurationId("executor")
        .setHeader("CamelSqlUpdateCount", constant(BATCH))
        .loopDoWhile(header("CamelSqlUpdateCount").isEqualTo(BATCH))
            .setBody(constant(Map.of("requestRetention", seconds)))
            .to("sql:classpath:sql/tasks/delete-expired-requests.sql?parametersCount=1&noop=true")
                .id("delete-expired-requests");
  }
  // spotless:on
}
