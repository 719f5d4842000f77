package io.waybill.rest.problem;

import org.apache.camel.Processor;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Puts the problem answers in every place where a call can fail. */
@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {
  @Bean
  ApiProblems apiProblems() {
    return new ApiProblems();
  }

  @Bean
  Processor answerProblem() {
    return new AnswerProblem();
  }

  @Bean
  HandlerExceptionResolver problemResolver() {
    return new ProblemResolver();
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve() {
    return tomcat ->
        tomcat.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(ProblemValve.class.getName()));
  }
}
