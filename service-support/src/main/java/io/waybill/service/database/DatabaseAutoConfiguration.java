package io.waybill.service.database;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.health.Watch;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The schema and the watch over the database. */
@AutoConfiguration(
    after = DataSourceAutoConfiguration.class,
    // Or its indicator, which blocks and tells class names, would be there too.
    before = DataSourceHealthContributorAutoConfiguration.class)
@Import(SchemaConfiguration.class)
public class DatabaseAutoConfiguration {
  private static final Duration EVERY = Duration.ofMillis(500);

  @Bean
  Watch dbHealthIndicator(SchemaGate gate, Schema schema, DataSource pool) {
    DatabaseHealth health = new DatabaseHealth(gate, pool, schema.database());
    return new Watch("db", health::check, EVERY);
  }

  @Bean
  CamelContextConfiguration parsedStatements() {
    ParsedStatements parsed = new ParsedStatements();
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext camel) {
        camel
            .getCamelContextExtension()
            .registerEndpointCallback((uri, endpoint) -> parsed.into(endpoint));
      }

      @Override
      public void afterApplicationStart(CamelContext camel) {
        // Nothing is left to do.
      }
    };
  }

  @Bean
  SharedStatements sharedStatements(
      CamelContext camel,
      MeterRegistry meters,
      @Value("${spring.datasource.hikari.connection-timeout}") long timeoutMillis) {
    return new SharedStatements(camel, meters, Duration.ofMillis(timeoutMillis));
  }

  @Bean
  CircuitBreaker databaseCircuitBreaker(MeterRegistry meters) {
    return DatabaseBreaker.create(meters);
  }

  @Bean
  BreakerPolicy databaseBreaker(CircuitBreaker databaseCircuitBreaker) {
    return new BreakerPolicy(databaseCircuitBreaker);
  }
}
