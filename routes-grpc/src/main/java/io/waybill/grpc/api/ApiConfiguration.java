package io.waybill.grpc.api;

import io.waybill.grpc.executor.TaskActions;
import io.waybill.service.database.SharedStatements;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the routes of the calls. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
  @Bean
  TaskApiRoutes taskApiRoutes() {
    return new TaskApiRoutes();
  }

  @Bean
  TaskRoutes taskRoutes(
      SharedStatements statements,
      TaskActions actions,
      @Value("${tasks.refuse-unknown-actions}") boolean refuseUnknown,
      @Value("${tasks.request-retention}") Duration retention) {
    return new TaskRoutes(new NewTask(actions, refuseUnknown, retention), statements);
  }

  @Bean
  TaskRequestRoutes taskRequestRoutes() {
    return new TaskRequestRoutes();
  }
}
