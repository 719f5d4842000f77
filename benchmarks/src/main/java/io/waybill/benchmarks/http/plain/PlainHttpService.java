package io.waybill.benchmarks.http.plain;

import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * What {@code spring-boot-starter-webmvc} and {@code -jdbc} give; Camel beside it on the class path
 * is left alone.
 */
@SpringBootConfiguration
@ImportAutoConfiguration({
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  TaskExecutionAutoConfiguration.class,
  DataSourceAutoConfiguration.class,
  DataSourceTransactionManagerAutoConfiguration.class,
  TransactionAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class,
  JdbcClientAutoConfiguration.class
})
@Import({ResourceController.class, Resources.class})
public class PlainHttpService {

  /** Runs until it is told to stop; reads PORT, DB_URL, DB_USER and DB_PASSWORD. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(PlainHttpService.class)
        .properties(
            Map.of(
                "server.address", "127.0.0.1",
                "server.port", "${PORT}",
                "spring.datasource.url", "${DB_URL}",
                "spring.datasource.username", "${DB_USER}",
                "spring.datasource.password", "${DB_PASSWORD}",
                // As many connections as routes-rest has.
                "spring.datasource.hikari.maximum-pool-size", "20",
                "spring.main.banner-mode", "off"))
        .run(args);
  }
}
