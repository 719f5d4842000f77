package io.waybill.service.database;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The schema and its gate: what the service and a run that only migrates have in common. */
@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {

  @Bean
  Schema schema(JdbcConnectionDetails database, Environment settings) {
    return new Schema(
        database.getJdbcUrl(),
        database.getUsername(),
        database.getPassword(),
        settings.getProperty("spring.application.name", "waybill"),
        settings.getProperty("spring.flyway.locations", String[].class));
  }

  @Bean
  SchemaGate schemaGate(Schema schema, Environment settings) {
    return new SchemaGate(
        schema, settings.getRequiredProperty("waybill.migrate-at-start", Boolean.class));
  }
}
