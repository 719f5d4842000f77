package io.waybill.grpc.api;

import io.waybill.grpc.executor.TaskActions;
import io.waybill.grpc.server.CallContext;
import io.waybill.service.database.SharedStatements;
import java.time.Duration;
import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the routes of the calls and the beans that they name. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
  @Bean
  TaskApiRoutes taskApiRoutes() {
    return new TaskApiRoutes();
  }

  @Bean
  TaskRoutes taskRoutes() {
    return new TaskRoutes();
  }

  @Bean
  TaskRequestRoutes taskRequestRoutes() {
    return new TaskRequestRoutes();
  }

  @Bean
  NewTask newTask(
      TaskActions actions,
      @Value("${tasks.refuse-unknown-actions}") boolean refuseUnknown,
      @Value("${tasks.request-retention}") Duration retention) {
    return new NewTask(actions, refuseUnknown, retention);
  }

  @Bean
  Processor processTogether(SharedStatements statements) {
    return statements.releasing("process-tasks", CallContext::thisCall);
  }

  @Bean
  Processor getTogether(SharedStatements statements) {
    return statements.releasing("get-tasks", CallContext::thisCall);
  }

  @Bean
  TaskPages taskPages() {
    return new TaskPages();
  }
}
