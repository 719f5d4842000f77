package io.waybill.service.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Keeps a failure that repeats from flooding the log, and an outage from filling it. */
@AutoConfiguration
class LoggingAutoConfiguration {
  @Bean
  DisposableBean logFilters() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext logback)) {
      return () -> {};
    }
    // In this order: what the first one shortens can still flood the log.
    List<TurboFilter> filters = List.of(new OutageFilter(), new FloodFilter());
    filters.forEach(logback::addTurboFilter);
    return () -> logback.getTurboFilterList().removeAll(filters);
  }
}
