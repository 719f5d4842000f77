package io.waybill.rest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contract.EventContract;
import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service on its HTTP port with a PostgreSQL of its own; one for all tests of a run. */
@SpringBootTest(
    classes = RestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "KAFKA_BROKERS=localhost:1",
      // Checked before the database's own settings, below, are there.
      "REST_DB_PASSWORD=unused",
      // The tests are a trusted proxy.
      "server.forward-headers-strategy=native",
      "OPERATOR_TOKEN=" + ServiceIT.OPERATOR_TOKEN,
      "spring.datasource.hikari.connection-timeout=1000"
    })
@Import(ServiceIT.Callers.class)
public abstract class ServiceIT {
  /** Stands for authentication: the request is of whom this header names. */
  protected static final String TEST_CALLER = "X-Test-Caller";

  protected static final String OPERATOR_TOKEN = "token-of-the-tests";
  protected static final String RESOURCES = "/api/v1/resources";
  protected static final LocalPostgres POSTGRES = LocalPostgres.start();
  protected static final Database DATABASE = POSTGRES.createDatabase("restdb");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static boolean started;

  @LocalServerPort protected int port;
  @Autowired protected JdbcTemplate sql;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry settings) {
    settings.add("spring.datasource.url", DATABASE::jdbcUrl);
    settings.add("spring.datasource.username", DATABASE::user);
    settings.add("spring.datasource.password", DATABASE::password);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Callers {
    @Bean
    FilterRegistrationBean<Filter> testCaller() {
      return new FilterRegistrationBean<>(
          (request, response, chain) -> {
            String caller = ((HttpServletRequest) request).getHeader(TEST_CALLER);
            chain.doFilter(
                caller == null ? request : new OfCaller((HttpServletRequest) request, caller),
                response);
          });
    }
  }

  private static final class OfCaller extends HttpServletRequestWrapper {
    private final String name;

    OfCaller(HttpServletRequest request, String name) {
      super(request);
      this.name = name;
    }

    @Override
    public Principal getUserPrincipal() {
      return () -> name;
    }
  }

  /** The routes start in the background; a service that never answers fails every test at once. */
  @BeforeEach
  void waitForTheFirstAnswer() {
    if (!started) {
      started = true;
      waitUntilItAnswers();
    }
  }

  /** What the relay sends is what is in the outbox. */
  @AfterAll
  static void eventsAreAsTheContractSays() {
    new JdbcTemplate(
            new DriverManagerDataSource(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password()))
        .query(
            "SELECT event_type, payload::text FROM outbox_events",
            event -> {
              assertThat(EventContract.violations(event.getString(1), event.getString(2)))
                  .as(
                      "%s, against the schema in events: %s",
                      event.getString(1), event.getString(2))
                  .isEmpty();
            });
  }

  protected void waitUntilItAnswers() {
    await().atMost(120, SECONDS).until(() -> get(RESOURCES + "?limit=1").statusCode() == 200);
  }

  /** The same of a service that a test has started, and that asks for a token. */
  protected static void waitUntilItAnswers(int port, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + RESOURCES + "?limit=1"))
            .header("Authorization", "Bearer " + token)
            .build();
    await().atMost(120, SECONDS).until(() -> send(request).statusCode() == 200);
  }

  /** The settings of a further replica, and these. */
  protected static String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--KAFKA_BROKERS=localhost:1",
                "--spring.datasource.url=" + DATABASE.jdbcUrl(),
                "--REST_DB_USER=" + DATABASE.user(),
                "--REST_DB_PASSWORD=" + DATABASE.password()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  protected HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  protected static HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      ContractCheck.check(request, answer);
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  protected HttpResponse<String> get(String path, String... headers) {
    return send(with(request(path), headers).build());
  }

  protected HttpResponse<String> post(String body, String... headers) {
    return send(json(request(RESOURCES), headers).POST(BodyPublishers.ofString(body)).build());
  }

  protected HttpResponse<String> put(String id, String body, String... headers) {
    return send(
        json(request(RESOURCES + "/" + id), headers).PUT(BodyPublishers.ofString(body)).build());
  }

  protected HttpResponse<String> patch(String id, String body, String... headers) {
    return send(
        with(request(RESOURCES + "/" + id), headers)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(body))
            .build());
  }

  protected HttpResponse<String> delete(String id, String... headers) {
    return send(with(request(RESOURCES + "/" + id), headers).DELETE().build());
  }

  protected static HttpRequest.Builder json(HttpRequest.Builder request, String... headers) {
    return with(request, headers).header("Content-Type", "application/json");
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  protected static JsonNode body(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("Not JSON: " + answer.body(), e);
    }
  }

  /** The payload of an event. */
  protected static JsonNode body(Map<String, Object> event) {
    try {
      return JSON.readTree((String) event.get("json"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a resource and returns its id. */
  protected String create(String name) {
    return body(post("{\"name\":\"" + name + "\"}")).get("id").asText();
  }

  protected static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }

  /** The events of a resource in the order in which they will be published. */
  protected List<Map<String, Object>> events(String id) {
    return sql.queryForList(
        "SELECT *, payload::text AS json FROM outbox_events WHERE aggregate_id = ? ORDER BY seq",
        id);
  }

  /** Runs the call that often at once, from that many threads. */
  protected static <T> List<T> atOnce(int threads, int times, Callable<T> call) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = pool.invokeAll(Collections.nCopies(times, call));
      return running.stream().map(ServiceIT::result).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
