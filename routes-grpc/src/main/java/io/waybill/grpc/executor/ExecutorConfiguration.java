package io.waybill.grpc.executor;

import java.util.function.LongSupplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExecutorSettings.class)
class ExecutorConfiguration {
  /** The clock of leases and rates. */
  @Bean
  LongSupplier nanoTime() {
    return System::nanoTime;
  }
}
