package io.waybill.grpc.api;

import io.waybill.grpc.executor.ExecutorFailures;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Forgets the ids of requests after a while, a thousand with a statement. */
@Component
final class TaskRequestRoutes extends RouteBuilder {
  private static final int BATCH = 1000;

  private final double retentionSeconds;

  TaskRequestRoutes(@Value("${tasks.request-retention}") Duration retention) {
    retentionSeconds = retention.toSeconds();
  }

  @Override
  // spotless:off
  public void configure() {
    from("timer:task-requests?period={{tasks.request-purge-period}}&includeMetadata=false")
        .routeId("task-requests-retention")
        .routeConfigurationId(ExecutorFailures.ID)
        .setHeader("CamelSqlUpdateCount", constant(BATCH))
        .loopDoWhile(header("CamelSqlUpdateCount").isEqualTo(BATCH))
            .setBody(constant(Map.of("requestRetention", retentionSeconds)))
            .to("sql:classpath:sql/tasks/delete-expired-requests.sql?noop=true")
                .id("delete-expired-requests");
  }
  // spotless:on
}
