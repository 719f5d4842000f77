package io.waybill.grpc.executor;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.InterceptStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the executor's routes and the beans that they name. */
@Configuration(proxyBeanMethods = false)
class ExecutorConfiguration {
  @Bean
  ExecutorRoutes executorRoutes() {
    return new ExecutorRoutes();
  }

  @Bean
  ExecutorFailures executorFailures() {
    return new ExecutorFailures();
  }

  @Bean
  TaskActionRoutes taskActionRoutes() {
    return new TaskActionRoutes();
  }

  @Bean
  ExecutorSettings executorSettings(
      @Value("${tasks.threads}") int threads,
      @Value("${tasks.ahead}") int ahead,
      @Value("${tasks.lease}") Duration lease,
      @Value("${tasks.predecessor-wait}") Duration predecessorWait,
      @Value("${tasks.max-attempts}") int maxAttempts,
      @Value("${tasks.retry-backoff}") Duration backoff,
      @Value("${tasks.retry-backoff-limit}") Duration backoffLimit,
      @Value("${tasks.action-timeout}") Duration actionTimeout,
      @Value("${tasks.result-limit}") int resultLimit,
      @Value("${tasks.max-bytes}") long maxBytes,
      @Value("${waybill.shutdown-timeout}") Duration drain) {
    return new ExecutorSettings(
        threads,
        ahead,
        lease,
        predecessorWait,
        maxAttempts,
        backoff,
        backoffLimit,
        actionTimeout,
        resultLimit,
        maxBytes,
        drain);
  }

  @Bean
  TasksInHand tasksInHand(ExecutorSettings settings) {
    return new TasksInHand(settings);
  }

  @Bean
  WaitingResources waitingResources() {
    return new WaitingResources();
  }

  @Bean
  TaskOutcomes taskOutcomes(ExecutorSettings settings) {
    return new TaskOutcomes(settings);
  }

  @Bean
  TaskSpans taskSpans(Tracer tracer) {
    return new TaskSpans(tracer);
  }

  @Bean
  InterceptStrategy actionErrors() {
    return new ActionErrors();
  }

  @Bean
  TaskActions taskActions(CamelContext context) {
    return new TaskActions(context);
  }

  @Bean
  TaskMeters taskMeters(MeterRegistry registry, TaskActions actions) {
    return new TaskMeters(registry, actions);
  }

  @Bean
  TaskFigureRoutes taskFigureRoutes() {
    return new TaskFigureRoutes();
  }

  @Bean
  TasksDrain tasksDrain(TasksInHand tasks, ExecutorSettings settings) {
    return new TasksDrain(tasks, settings);
  }
}
