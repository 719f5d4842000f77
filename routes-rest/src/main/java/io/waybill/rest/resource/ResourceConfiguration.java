package io.waybill.rest.resource;

import io.waybill.rest.http.BodyMemory;
import io.waybill.service.database.SharedStatements;
import org.apache.camel.Processor;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the routes and, under the names they use, the steps of them. */
@Configuration(proxyBeanMethods = false)
class ResourceConfiguration {

  @Bean
  ResourceApiRoutes resourceApiRoutes() {
    return new ResourceApiRoutes();
  }

  @Bean
  ResourceRoutes resourceRoutes() {
    return new ResourceRoutes();
  }

  @Bean
  IdempotencyRoutes idempotencyRoutes() {
    return new IdempotencyRoutes();
  }

  @Bean
  HeaderFilterStrategy edgeHeaders() {
    return ResourceHeaders.atTheEdge();
  }

  @Bean
  ResourceAnswers resourceAnswers(@Value("${waybill.rest.public-url}") String publicUrl) {
    return new ResourceAnswers(publicUrl);
  }

  @Bean
  AnswerRoom answerRoom(BodyMemory memory) {
    return new AnswerRoom(memory::takeFor);
  }

  @Bean
  Processor readNewResource() {
    return ResourceRequests::create;
  }

  @Bean
  Processor readReplacement() {
    return ResourceRequests::replace;
  }

  @Bean
  Processor readPatch() {
    return ResourceRequests::patch;
  }

  @Bean
  Processor readDeletion() {
    return ResourceRequests::delete;
  }

  @Bean
  Processor readId() {
    return ResourceRequests::find;
  }

  @Bean
  Processor readListQuery() {
    return ResourceRequests::list;
  }

  @Bean
  Processor createTogether(SharedStatements statements) {
    return statements.through("create-resources");
  }

  @Bean
  Processor findTogether(SharedStatements statements) {
    return statements.through("find-resources");
  }
}
