package io.waybill.service.problem;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Turns the exception of a route into the call's answer. */
final class AnswerProblem implements Processor {

  @Override
  public void process(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Problem problem = FailureProblems.problemOf(failure);
    Message answer = exchange.getMessage();
    String path = answer.getHeader(Exchange.HTTP_URI, String.class);
    answer.setBody(problem.toJson(path));
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
    answer.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
    answer.setHeader(Exchange.HTTP_CHUNKED, false);
    problem.headers().forEach(answer::setHeader);
  }
}
