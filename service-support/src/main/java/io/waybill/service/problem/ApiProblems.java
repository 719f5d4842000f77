package io.waybill.service.problem;

import org.apache.camel.builder.RouteConfigurationBuilder;

/** The failure handling that the API's routes share. */
public final class ApiProblems extends RouteConfigurationBuilder {
  /** Routes name it with {@code routeConfigurationId}. */
  public static final String ID = "api-problems";

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .onException(Throwable.class)
        .handled(true)
        .process(new AnswerProblem())
        .id("answer-problem");
  }
}
