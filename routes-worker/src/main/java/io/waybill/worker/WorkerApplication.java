package io.waybill.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.WaybillService;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/** Starts the worker. */
@SpringBootApplication(proxyBeanMethods = false)
public class WorkerApplication {
  /** Runs until it is told to stop. */
  public static void main(String[] args) {
    WaybillService.run(WorkerApplication.class, args);
  }

  @Bean
  EventRoutes eventRoutes(MeterRegistry registry) {
    return new EventRoutes(new WorkerMetrics(registry));
  }

  @Bean
  @ConditionalOnBooleanProperty("worker.retention-enabled")
  RetentionRoutes retentionRoutes() {
    return new RetentionRoutes();
  }
}
