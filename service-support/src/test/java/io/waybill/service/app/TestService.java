package io.waybill.service.app;

import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.service.WaybillService;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** A {@link TestApp} that runs as a service would, on a free port. */
public final class TestService implements AutoCloseable {
  public final Http http;
  private final ConfigurableApplicationContext context;

  private TestService(ConfigurableApplicationContext context) {
    this.context = context;
    http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", int.class));
  }

  /** Starts it with this database; a Kafka is not there unless the arguments name one. */
  public static TestService start(Database database, String... more) {
    return new TestService(WaybillService.start(TestApp.class, arguments(database, more)));
  }

  /** The settings of the service as arguments. */
  public static String[] arguments(Database database, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.application.name=routes-test",
                "--server.port=0",
                "--KAFKA_BROKERS=127.0.0.1:" + Ports.free(),
                "--waybill.shutdown-timeout=10s",
                "--TEST_DB_HOST=" + database.host(),
                "--TEST_DB_PORT=" + database.port(),
                "--TEST_DB_NAME=" + database.name(),
                "--TEST_DB_USER=" + database.user(),
                "--TEST_DB_PASSWORD=" + database.password()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @Override
  public void close() {
    context.close();
  }
}
