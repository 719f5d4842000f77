package io.waybill.service.app;

import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.service.WaybillService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A {@link TestApp} that runs as a service would, on a free port. */
public final class TestService implements AutoCloseable {
  public final Http http;
  private final ConfigurableApplicationContext context;

  private TestService(ConfigurableApplicationContext context) {
    this.context = context;
    http = new Http(port());
  }

  /** Where it answers HTTP. */
  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
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
                "--waybill.shutdown-timeout=10s",
                "--TEST_DB_HOST=" + database.host(),
                "--TEST_DB_PORT=" + database.port(),
                "--TEST_DB_NAME=" + database.name(),
                "--TEST_DB_USER=" + database.user(),
                "--TEST_DB_PASSWORD=" + database.password()));
    arguments.addAll(List.of(more));
    addUnlessGiven(arguments, "--KAFKA_BROKERS=", "127.0.0.1:" + Ports.free());
    addUnlessGiven(arguments, "--server.port=", "0");
    addUnlessGiven(arguments, "--waybill.connection-drain=", "0s");
    return arguments.toArray(String[]::new);
  }

  // Given twice, Spring would join the values.
  private static void addUnlessGiven(List<String> arguments, String option, String value) {
    if (arguments.stream().noneMatch(argument -> argument.startsWith(option))) {
      arguments.add(option + value);
    }
  }

  /** Waits until the service says that it is ready. */
  public void awaitReady() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get("/health/readiness").statusCode() == 200);
  }

  /** Stops a route as an operator might. */
  public void stopRoute(String id) {
    try {
      context.getBean(CamelContext.class).getRouteController().stopRoute(id);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many requests wait for a thread. */
  public int queuedRequests() {
    return context
        .getBean("applicationTaskExecutor", ThreadPoolTaskExecutor.class)
        .getThreadPoolExecutor()
        .getQueue()
        .size();
  }

  @Override
  public void close() {
    context.close();
  }
}
