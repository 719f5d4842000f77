package io.waybill.benchmarks.growth;

import io.waybill.benchmarks.report.Times;
import io.waybill.local.Database;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A running service with an outbox, under load. */
final class Outbox implements AutoCloseable {
  private final ConfigurableApplicationContext application;
  private final CamelContext camel;
  private final Load load;
  private final RetentionRoutes retention = new RetentionRoutes();

  Outbox(Database database, int rate) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("spring.application.name", database.name());
    settings.put("spring.main.banner-mode", "off");
    settings.put("spring.datasource.url", database.jdbcUrl());
    settings.put("spring.datasource.username", database.user());
    settings.put("spring.datasource.password", database.password());
    settings.put("spring.datasource.hikari.maximum-pool-size", "10");
    settings.put("spring.flyway.locations", "classpath:db/outbox");
    settings.put("camel.main.name", database.name());
    settings.put("camel.main.shutdown-timeout", "5");
    application =
        new SpringApplicationBuilder(GrowthApplication.class)
            .web(WebApplicationType.NONE)
            .properties(settings)
            .run();
    camel = application.getBean(CamelContext.class);
    load = new Load(camel, rate);
  }

  Times latencies(long from, long to) {
    return application.getBean(Latencies.class).between(from, to);
  }

  /** Says what did not go well, in words; empty when all did. */
  String troubles() {
    int waiting = application.getBean(Latencies.class).waiting();
    return load.failures() == 0 && waiting == 0
        ? ""
        : load.failures() + " writes failed, " + waiting + " events were not emitted";
  }

  void startRetention() throws Exception {
    camel.addRoutes(retention);
  }

  long deleted() {
    return retention.deleted();
  }

  /** Ends the load and waits until the relay has emitted the rest. */
  void drain() {
    load.close();
    Pauses.until(() -> application.getBean(Latencies.class).waiting() == 0, Pauses.DRAIN_LIMIT);
  }

  @Override
  public void close() {
    load.close();
    application.close();
  }
}
