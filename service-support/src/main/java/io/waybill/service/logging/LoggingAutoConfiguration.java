package io.waybill.service.logging;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Keeps a failure that repeats from flooding the log. */
@AutoConfiguration
class LoggingAutoConfiguration {
  @Bean
  DisposableBean floodFilter() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext logback)) {
      return () -> {};
    }
    FloodFilter filter = new FloodFilter();
    logback.addTurboFilter(filter);
    return () -> logback.getTurboFilterList().remove(filter);
  }
}
