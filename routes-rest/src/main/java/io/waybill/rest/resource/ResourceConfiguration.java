package io.waybill.rest.resource;

import io.waybill.rest.http.BodyMemory;
import io.waybill.service.database.BreakerPolicy;
import io.waybill.service.database.SharedStatements;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the routes. */
@Configuration(proxyBeanMethods = false)
class ResourceConfiguration {

  @Bean
  ResourceApiRoutes resourceApiRoutes() {
    return new ResourceApiRoutes();
  }

  @Bean
  ResourceRoutes resourceRoutes(
      @Value("${waybill.rest.public-url}") String publicUrl,
      BodyMemory memory,
      SharedStatements statements,
      BreakerPolicy databaseBreaker) {
    return new ResourceRoutes(
        new ResourceAnswers(publicUrl),
        new AnswerRoom(memory::takeFor),
        statements,
        databaseBreaker);
  }

  @Bean
  IdempotencyRoutes idempotencyRoutes() {
    return new IdempotencyRoutes();
  }
}
