package io.waybill.service.settings;

import java.util.Optional;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** One line on standard error in place of Spring Boot's report, where a setting is the reason. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailureReporter implements SpringBootExceptionReporter {

  /** Spring Boot demands this parameter; it is null when the failure comes before the context. */
  StartFailureReporter(ConfigurableApplicationContext ignored) {}

  @Override
  public boolean reportException(Throwable failure) {
    Optional<String> line = FailureLine.of(failure);
    line.ifPresent(System.err::println);
    return line.isPresent();
  }
}
