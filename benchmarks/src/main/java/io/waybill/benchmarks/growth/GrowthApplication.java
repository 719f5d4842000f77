package io.waybill.benchmarks.growth;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The smallest application that has an outbox and its relay. */
@SpringBootApplication
class GrowthApplication {
  @Bean
  Latencies latencies() {
    return new Latencies();
  }

  @Bean
  GrowthRoutes growthRoutes(Latencies latencies) {
    return new GrowthRoutes(latencies);
  }
}
