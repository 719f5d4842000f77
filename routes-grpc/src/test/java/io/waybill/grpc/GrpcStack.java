package io.waybill.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.waybill.contract.EventContract;
import io.waybill.contract.PublishedEvents;
import io.waybill.grpc.server.TaskServerConsumer;
import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import io.waybill.local.Topics;
import io.waybill.service.WaybillService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.client.RestClient;

/** PostgreSQL, Kafka and the real application, started once for all integration tests. */
public final class GrpcStack {
  /** What the operator's calls ask for. */
  public static final String OPERATOR_TOKEN = "token-of-the-tests";

  private static GrpcStack shared;

  private final LocalPostgres postgres = LocalPostgres.start();
  private final LocalKafka kafka = LocalKafka.start();
  private final Database database = postgres.createDatabase("grpcdb");
  private final JdbcTemplate sql =
      new JdbcTemplate(
          new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password()));
  private final ConfigurableApplicationContext app;

  private GrpcStack() {
    kafka.createTopics(Topics.names());
    app = startApp();
  }

  /** The stack that the tests share; it ends with the JVM. */
  public static synchronized GrpcStack shared() {
    if (shared == null) {
      shared = new GrpcStack();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** Starts one more replica, and waits until its server listens. */
  public ConfigurableApplicationContext startApp(String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--OPERATOR_TOKEN=" + OPERATOR_TOKEN,
                "--grpc.port=0",
                "--waybill.port-settings=",
                "--grpc.host=127.0.0.1",
                // Of the README's action, which is found with the tests and not run here.
                "--billing.url=http://127.0.0.1:1",
                "--grpc.health-interval=200",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.hikari.connection-timeout=1000",
                "--GRPC_DB_USER=" + database.user(),
                "--GRPC_DB_PASSWORD=" + database.password(),
                "--KAFKA_BROKERS=" + kafka.bootstrapServers(),
                "--waybill.kafka.brokers=" + kafka.bootstrapServers(),
                "--waybill.dead-letters.retention-period=500",
                "--tasks.lease=3s",
                "--tasks.renew-interval=1000",
                "--tasks.sweep-interval=200",
                "--tasks.request-purge-period=300",
                "--tasks.poll-interval=100",
                "--tasks.predecessor-wait=4s",
                "--tasks.max-attempts=3",
                "--tasks.retry-backoff=50ms",
                "--waybill.shutdown-timeout=10s",
                "--spring.profiles.active=local",
                "--spring.jmx.enabled=false",
                "--spring.main.register-shutdown-hook=false"));
    arguments.addAll(List.of(further));
    ConfigurableApplicationContext started =
        WaybillService.start(GrpcApplication.class, arguments.toArray(String[]::new));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> portOf(started) > 0);
    return started;
  }

  /** The port of an application's gRPC server; not positive before it listens. */
  public static int portOf(ConfigurableApplicationContext app) {
    return app.getBean(CamelContext.class).getRoute("task-api").getConsumer()
            instanceof TaskServerConsumer consumer
        ? consumer.port()
        : -1;
  }

  /** A channel to an application. */
  public static ManagedChannel channelTo(ConfigurableApplicationContext app) {
    return NettyChannelBuilder.forAddress("127.0.0.1", portOf(app)).usePlaintext().build();
  }

  /** The shared application. */
  public ConfigurableApplicationContext app() {
    return app;
  }

  /** Its routes. */
  public CamelContext camel() {
    return app.getBean(CamelContext.class);
  }

  /** The database, past the application. */
  public JdbcTemplate sql() {
    return sql;
  }

  /** The server, to stop it. */
  public LocalPostgres postgres() {
    return postgres;
  }

  /** What the application answers over HTTP, of any status. */
  public RestClient http() {
    return RestClient.builder()
        .baseUrl("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port"))
        .defaultStatusHandler(status -> true, (request, response) -> {})
        .build();
  }

  /** The broker. */
  public LocalKafka kafka() {
    return kafka;
  }

  /** Fails unless all events that the service has published are as the AsyncAPI document says. */
  public void checkEvents() {
    PublishedEvents.check(kafka.bootstrapServers(), EventContract.topics("routes-grpc", "send"));
  }

  private void close() {
    app.close();
    kafka.close();
    postgres.close();
  }
}
