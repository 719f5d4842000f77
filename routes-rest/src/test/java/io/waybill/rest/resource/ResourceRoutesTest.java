package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.service.database.BreakerPolicy;
import io.waybill.service.database.SharedStatements;
import io.waybill.service.problem.ApiProblems;
import io.waybill.service.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The routes as they are, with mocks in place of the database and the relay. */
class ResourceRoutesTest {
  private static final Set<String> EXERCISED = new TreeSet<>();
  private static final Set<String> KNOWN = new TreeSet<>();
  private static final String RESOURCE = "{\"id\":\"r1\"}";

  private static final int MEMORY = 1_000_000;

  private final List<Integer> memory = new ArrayList<>();
  private CamelContext camel;
  private final Set<String> called = new TreeSet<>();
  private String advised;
  private MockEndpoint database;
  private MockEndpoint relay;
  private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("database");

  @BeforeEach
  void start() throws Exception {
    camel = new DefaultCamelContext();
    camel
        .getPropertiesComponent()
        .addInitialProperty("waybill.rest.idempotency-purge-period", "60000");
    ResourceRoutes routes =
        new ResourceRoutes(
            new ResourceAnswers("https://api.example.com/"),
            new AnswerRoom(this::take),
            new SharedStatements(camel, new SimpleMeterRegistry(), Duration.ofSeconds(10)),
            new BreakerPolicy(breaker));
    // Is needed, but never asked.
    camel.getRegistry().bind("dataSource", new PGSimpleDataSource());
    camel.addRoutes(new ApiProblems());
    camel.addRoutes(routes);
    camel.addRoutes(new IdempotencyRoutes());
    ((ModelCamelContext) camel)
        .getRouteDefinitions()
        .forEach(route -> KNOWN.add(route.getRouteId()));
  }

  private void take(Exchange exchange, int bytes) {
    memory.add(bytes);
    if (bytes > MEMORY) {
      throw Problem.overloaded("full").toException();
    }
  }

  @AfterEach
  void stop() {
    if (database != null && database.getReceivedCounter() > 0) {
      EXERCISED.add(advised);
      EXERCISED.addAll(called);
    }
    camel.stop();
  }

  @AfterAll
  static void everyRouteIsCovered() {
    assertThat(EXERCISED).isEqualTo(KNOWN);
  }

  /** Puts mocks in the place of the route's SQL and of the relay. */
  private void advise(String routeId, String... sqlNodes) throws Exception {
    advised = routeId;
    AdviceWith.adviceWith(
        camel,
        routeId,
        route -> {
          for (String node : sqlNodes) {
            route.weaveById(node).replace().to("mock:" + node).to("mock:database");
          }
          if (routeId.matches("(create|change|delete)-resources?")) {
            route.weaveById("wake-relay-*").replace().to("mock:relay");
          }
        });
    database = MockEndpoint.resolve(camel, "mock:database");
    relay = MockEndpoint.resolve(camel, "mock:relay");
    camel.start();
  }

  private void databaseAnswers(Map<String, Object> row) {
    database.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(row));
  }

  /** The statements' rows, one after the other; keeps what each was asked. */
  private List<Map<String, Object>> databaseAnswersInTurn(List<?> rows) {
    List<Map<String, Object>> asked = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Object row = rows.get(i);
      database.whenExchangeReceived(
          i + 1,
          exchange -> {
            asked.add(new HashMap<>(parameters(exchange)));
            exchange.getMessage().setBody(row);
          });
    }
    return asked;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parameters(Exchange exchange) {
    return exchange.getMessage().getBody(Map.class);
  }

  private Exchange call(String routeId, String body, Object... headers) {
    called.add(routeId);
    ExchangeBuilder request =
        ExchangeBuilder.anExchange(camel)
            .withBody(body)
            .withHeader(Exchange.HTTP_URI, "/api/v1/resources");
    for (int i = 0; i < headers.length; i += 2) {
      request.withHeader((String) headers[i], headers[i + 1]);
    }
    return camel.createProducerTemplate().send("direct:" + routeId, request.build());
  }

  /** Of the parameter {@code fields}. */
  private static final String NAME = "{\"name\":\"n\",\"description\":null,\"status\":\"active\"";

  private static Map<String, Object> row(Object... columns) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      row.put((String) columns[i], columns[i + 1]);
    }
    return row;
  }

  private static void assertAnswer(Exchange call, int status) {
    assertThat(call.getException()).isNull();
    assertThat(call.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
  }

  private static String assertProblem(Exchange call, int status) {
    assertAnswer(call, status);
    assertThat(call.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo(Problem.MEDIA_TYPE);
    return new String(call.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
  }

  @Test
  void createsAResource() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    Map<String, Object> given = new HashMap<>();
    database.whenAnyExchangeReceived(
        exchange -> {
          ((Map<?, ?>) exchange.getMessage().getBody())
              .forEach((name, value) -> given.put((String) name, value));
          exchange.getMessage().setBody(row("id", "r1", "version", 1L, "resource", RESOURCE));
        });

    Exchange call = call("create-resource", "{\"name\":\"n\"}");

    assertAnswer(call, 201);
    assertThat(given)
        .hasEntrySatisfying("fields", fields -> assertThat(fields).asString().contains(NAME))
        .containsKeys("id", "eventId", "traceparent", "correlationId");
    assertThat(call.getMessage().getBody()).isEqualTo(RESOURCE);
    assertThat(call.getMessage().getHeader("ETag")).isEqualTo("\"1\"");
    assertThat(call.getMessage().getHeader("Location"))
        .isEqualTo("https://api.example.com/api/v1/resources/r1");
    assertThat(MockEndpoint.resolve(camel, "mock:row-and-event").getReceivedCounter()).isOne();
  }

  @Test
  void sharesTheStatementAndTheWakeOfTheRelayWithRequestsOfTheSameTime() throws Exception {
    advise("create-resources", "rows-and-events");
    Map<String, Object> given =
        statementAnswers(row("place", 1L, "id", "r1", "version", 1L, "resource", RESOURCE));

    Exchange call = call("create-resource", "{\"name\":\"n\"}");

    assertAnswer(call, 201);
    assertThat(call.getMessage().getBody()).isEqualTo(RESOURCE);
    assertThat(given)
        .hasEntrySatisfying(
            "fields",
            fields -> assertThat((String[]) fields).singleElement().asString().contains(NAME))
        .containsKeys("id", "eventId", "traceparent", "correlationId");
    assertThat(relay.getReceivedCounter()).isOne();
  }

  /** Has a shared statement answer with one row; returns what it was asked with. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> statementAnswers(Map<String, Object> row) {
    Map<String, Object> given = new HashMap<>();
    database.whenAnyExchangeReceived(
        exchange -> {
          given.putAll(exchange.getMessage().getBody(Map.class));
          exchange.getMessage().setBody(List.of(row));
        });
    return given;
  }

  @Test
  void remembersTheIdempotencyKey() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    databaseAnswers(row("id", "r1", "version", 1L, "resource", RESOURCE, "outcome", "done"));
    assertAnswer(call("create-resource", "{\"name\":\"n\"}", "Idempotency-Key", "\"k\""), 201);
    assertThat(MockEndpoint.resolve(camel, "mock:row-and-event-once").getReceivedCounter()).isOne();
    assertThat(relay.getReceivedCounter()).isOne();
  }

  @Test
  void refusesAKeyInUseAndAKeyUsedOtherwise() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    databaseAnswers(null);
    assertProblem(call("create-resource", "{\"name\":\"n\"}", "Idempotency-Key", "k"), 409);
    databaseAnswers(row("outcome", "reused"));
    assertProblem(call("create-resource", "{\"name\":\"n\"}", "Idempotency-Key", "k"), 422);
    assertThat(relay.getReceivedCounter()).isZero();
  }

  @Test
  void asksTheDatabaseNothingWhenTheResourceIsInvalid() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    String problem = assertProblem(call("create-resource", "{}"), 400);
    assertThat(problem).contains("{\"field\":\"name\",\"message\":\"is required\"}");
    assertThat(database.getReceivedCounter()).isZero();
    assertThat(relay.getReceivedCounter()).isZero();
  }

  @Test
  void hidesTheReasonOfAFailureFromTheClient() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    database.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("syntax error at SELECT", "42601");
        });
    String problem = assertProblem(call("create-resource", "{\"name\":\"n\"}"), 500);
    assertThat(problem).doesNotContain("SELECT", "SQLException");
    assertThat(relay.getReceivedCounter()).isZero();
  }

  @Test
  void saysThatTheDatabaseIsAway() throws Exception {
    advise("find-resource", "row");
    database.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException(new SQLException("gone", "57P01"));
        });
    Exchange call = call("find-resource", null, "id", "r1");
    assertProblem(call, 503);
    assertThat(call.getMessage().getHeader("Retry-After")).isNotNull();
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
  }

  @Test
  void whileTheBreakerIsOpenNothingIsAskedOfTheDatabase() throws Exception {
    advise("create-resource", "row-and-event", "row-and-event-once");
    breaker.transitionToForcedOpenState();
    Exchange call = call("create-resource", "{\"name\":\"n\"}");
    assertProblem(call, 503);
    assertThat(call.getMessage().getHeader("Retry-After")).isNotNull();
    assertThat(relay.getReceivedCounter()).isZero();
    assertThat(database.getReceivedCounter()).isZero();
  }

  private void adviseChanges() throws Exception {
    advise(
        "change-resource",
        "new-row-and-event",
        "new-row-and-event-once",
        "what-is-there-to-change");
  }

  @Test
  void updatesAResourceAndWakesTheRelay() throws Exception {
    adviseChanges();
    databaseAnswers(row("version", 2L, "resource", RESOURCE));
    Exchange call = call("update-resource", "{\"name\":\"n\"}", "id", "r1", "If-Match", "\"1\"");
    assertAnswer(call, 200);
    assertThat(call.getMessage().getHeader("ETag")).isEqualTo("\"2\"");
    assertThat(relay.getReceivedCounter()).isEqualTo(1);
    assertThat(received("new-row-and-event")).isOne();
  }

  private int received(String node) {
    return MockEndpoint.resolve(camel, "mock:" + node).getReceivedCounter();
  }

  @Test
  void saysWhyItHasUpdatedNothing() throws Exception {
    adviseChanges();
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(null);
    rows.add(row("version", 3L, "gone", null));
    rows.add(null);
    rows.add(row("version", null, "gone", 4L));
    rows.add(null);
    rows.add(null);
    rows.add(null);
    rows.add(row("version", 3L, "gone", null));
    databaseAnswersInTurn(rows);
    Object[] when = {"id", "r1", "If-Match", "\"1\""};
    assertThat(assertProblem(call("update-resource", "{\"name\":\"n\"}", when), 412))
        .contains("\\\"3\\\"");
    assertThat(assertProblem(call("update-resource", "{\"name\":\"n\"}", when), 410))
        .contains("\"sequence\":4");
    assertProblem(call("update-resource", "{\"name\":\"n\"}", when), 404);
    // Without a condition something else must have been in the way.
    assertProblem(call("update-resource", "{\"name\":\"n\"}", "id", "r1"), 503);
    assertProblem(call("update-resource", "[]", "id", "r1"), 400);
    assertThat(received("what-is-there-to-change")).isEqualTo(4);
    assertThat(relay.getReceivedCounter()).isZero();
  }

  @Test
  void changesALargeResourceOnlyOnceThereIsMemoryForTheAnswer() throws Exception {
    adviseChanges();
    Map<String, Object> large = row("version", 1L, "resource", null, "bytes", 500_000);
    Map<String, Object> tooLarge = row("version", 1L, "resource", null, "bytes", MEMORY + 1);
    List<Map<String, Object>> asked =
        databaseAnswersInTurn(
            List.of(large, row("version", 2L, "resource", RESOURCE, "bytes", null), tooLarge));
    assertAnswer(call("patch-resource", "{}", "id", "r1"), 200);
    assertThat(asked).extracting(one -> one.get("room")).containsExactly(16 * 1024, 500_000);
    assertThat(memory).containsExactly(500_000);
    assertProblem(call("patch-resource", "{}", "id", "r1"), 503);
    assertThat(relay.getReceivedCounter()).isOne();
  }

  @Test
  void asksOnceMoreAboutAKeyWhoseFirstRequestHasJustEnded() throws Exception {
    adviseChanges();
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(null);
    rows.add(row("version", 2L, "resource", RESOURCE, "outcome", "replayed"));
    rows.add(row("outcome", "busy"));
    databaseAnswersInTurn(rows);
    Object[] key = {"id", "r1", "Idempotency-Key", "k"};
    Exchange replayed = call("update-resource", "{\"name\":\"n\"}", key);
    assertAnswer(replayed, 200);
    assertThat(replayed.getMessage().getHeader("Idempotent-Replayed")).isEqualTo("true");
    Exchange busy = call("update-resource", "{\"name\":\"n\"}", key);
    assertProblem(busy, 409);
    assertThat(busy.getMessage().getHeader("Retry-After")).isEqualTo("1");
    assertThat(received("new-row-and-event-once")).isEqualTo(3);
  }

  private void adviseDeletions() throws Exception {
    advise(
        "delete-resource", "no-row-and-event", "no-row-and-event-once", "what-is-there-to-delete");
  }

  @Test
  void deletesAResourceAndWakesTheRelay() throws Exception {
    adviseDeletions();
    databaseAnswers(row("version", 2L, "outcome", "done"));
    Exchange call = call("delete-resource", null, "id", "r1", Exchange.CONTENT_TYPE, "text/plain");
    assertAnswer(call, 204);
    assertThat(call.getMessage().getBody()).isNull();
    assertThat(call.getMessage().getHeader(Exchange.CONTENT_TYPE)).isNull();
    assertAnswer(call("delete-resource", null, "id", "r1", "Idempotency-Key", "k"), 204);
    assertThat(received("no-row-and-event-once")).isOne();
    assertThat(relay.getReceivedCounter()).isEqualTo(2);
  }

  @Test
  void deletesNoResourceThatIsGone() throws Exception {
    adviseDeletions();
    databaseAnswers(null);
    assertProblem(call("delete-resource", null, "id", "r1"), 404);
    assertProblem(call("delete-resource", null, "id", "r1", "If-Match", "x"), 400);
    assertThat(relay.getReceivedCounter()).isZero();
  }

  @Test
  void findsAResource() throws Exception {
    advise("find-resource", "row", "large-row", "what-is-there");
    databaseAnswers(row("version", 5L, "resource", RESOURCE, "bytes", 11));
    Exchange found = call("find-resource", null, "id", "r1");
    assertAnswer(found, 200);
    assertThat(found.getMessage().getBody()).isEqualTo(RESOURCE);
    Exchange same = call("find-resource", null, "id", "r1", "If-None-Match", "W/\"5\"");
    assertAnswer(same, 304);
    assertThat(same.getMessage().getBody()).isNull();
    Exchange other = call("find-resource", null, "id", "r1", "If-Match", "\"4\"");
    assertProblem(other, 412);
    assertThat(other.getMessage().getHeader("ETag")).isEqualTo("\"5\"");
    databaseAnswers(null);
    assertProblem(call("find-resource", null, "id", "r1"), 404);
    assertThat(memory).isEmpty();
  }

  @Test
  void findsALargeResourceOnlyOnceThereIsMemoryForIt() throws Exception {
    advise("find-resource", "row", "large-row", "what-is-there");
    Map<String, Object> large = row("version", 5L, "resource", null, "bytes", 500_000);
    Map<String, Object> tooLarge = row("version", 5L, "resource", null, "bytes", MEMORY + 1);
    databaseAnswersInTurn(
        List.of(
            large,
            row("version", 5L, "resource", RESOURCE, "bytes", 500_000),
            large,
            tooLarge,
            row("version", null, "gone", 6L)));
    assertAnswer(call("find-resource", null, "id", "r1"), 200);
    assertThat(memory).containsExactly(500_000);
    // For this answer the document is not needed.
    assertAnswer(call("find-resource", null, "id", "r1", "If-None-Match", "\"5\""), 304);
    assertThat(memory).hasSize(1);
    assertProblem(call("find-resource", null, "id", "r1"), 503);
    assertProblem(call("find-resource", null, "id", "r1"), 410);
    assertThat(received("large-row")).isOne();
  }

  @Test
  void looksForTheResourcesOfRequestsOfTheSameTimeTogether() throws Exception {
    advise("find-resources", "rows");
    Map<String, Object> given =
        statementAnswers(row("place", 1L, "version", 5L, "resource", RESOURCE));

    Exchange call = call("find-resource", null, "id", "r1");

    assertAnswer(call, 200);
    assertThat(call.getMessage().getBody()).isEqualTo(RESOURCE);
    assertThat(given).containsEntry("id", new String[] {"r1"});
  }

  @Test
  void listsResourcesAndLinksTheNextPage() throws Exception {
    advise("list-resources", "page", "page-by-status", "page-by-name", "total");
    String first = "{\"id\":\"r8\",\"created_at\":\"2026-01-02T03:04:05.678902Z\"}";
    String second = "{\"id\":\"r9\",\"created_at\":\"2026-01-02T03:04:05.678901Z\"}";
    databaseAnswers(row("resources", first + "\n" + second, "more", true, "bytes", 130L));
    Exchange page = call("list-resources", null, Exchange.HTTP_QUERY, "status=a&limit=2");
    assertAnswer(page, 200);
    assertThat(page.getMessage().getBody()).isEqualTo("[" + first + ",\n" + second + "]");
    Cursor last = new Cursor("2026-01-02T03:04:05.678901Z", "r9", false);
    assertThat(page.getMessage().getHeader("Link"))
        .isEqualTo(
            "<https://api.example.com/api/v1/resources?limit=2&status=a&cursor="
                + last.encode(new ListFilter("a", null, null, null))
                + ">; rel=\"next\"");
    assertThat(MockEndpoint.resolve(camel, "mock:page-by-status").getReceivedCounter()).isOne();
  }

  @Test
  void linksTheNextPageAfterASingleResource() throws Exception {
    advise("list-resources", "page", "page-by-status", "page-by-name", "total");
    String only = "{\"id\":\"r9\",\"created_at\":\"2026-01-02T03:04:05.678901Z\"}";
    databaseAnswers(row("resources", only, "more", true));
    Exchange page = call("list-resources", null, Exchange.HTTP_QUERY, "limit=1");
    assertThat(page.getMessage().getBody()).isEqualTo("[" + only + "]");
    assertThat(page.getMessage().getHeader("Link", String.class))
        .contains("limit=1&cursor=")
        .doesNotContain("prev");
  }

  @Test
  void getsALargePageOnlyOnceThereIsMemoryForIt() throws Exception {
    advise("list-resources", "page", "page-by-status", "page-by-name", "total");
    String first = "{\"id\":\"r8\",\"created_at\":\"2026-01-02T03:04:05.678902Z\"}";
    List<Map<String, Object>> asked =
        databaseAnswersInTurn(
            List.of(
                7L,
                row("resources", first, "more", true, "bytes", 900_000L),
                row("resources", first + "\n" + first, "more", true, "bytes", 900_000L),
                row("resources", null, "more", true, "bytes", MEMORY + 1L)));
    Exchange page = call("list-resources", null, Exchange.HTTP_QUERY, "name_prefix=a&total=true");
    assertAnswer(page, 200);
    assertThat(page.getMessage().getBody()).isEqualTo("[" + first + ",\n" + first + "]");
    assertThat(page.getMessage().getHeader("X-Total-Count")).isEqualTo(7L);
    assertThat(asked).extracting(one -> one.get("room")).containsExactly(65_536, 65_536, 900_000);
    assertProblem(call("list-resources", null), 503);
    assertThat(received("page-by-name")).isEqualTo(2);
  }

  @Test
  void linksNoPageAfterTheLast() throws Exception {
    advise("list-resources", "page", "page-by-status", "page-by-name", "total");
    databaseAnswers(row("resources", null, "more", false));
    Exchange last = call("list-resources", null);
    assertAnswer(last, 200);
    assertThat(last.getMessage().getBody()).isEqualTo("[]");
    assertThat(last.getMessage().getHeader("Link")).isNull();
    assertThat(MockEndpoint.resolve(camel, "mock:page").getReceivedCounter()).isOne();
    assertProblem(call("list-resources", null, Exchange.HTTP_QUERY, "limit=0"), 400);
  }

  @Test
  void saysHowManyIdempotencyKeysItForgot() throws Exception {
    advised = "purge-idempotency-keys";
    AdviceWith.adviceWith(
        camel,
        advised,
        route -> {
          route.replaceFromWith("direct:purge-idempotency-keys");
          route.weaveById("say-forgotten").replace().to("mock:database");
        });
    camel.start();
    call(advised, "17");
    database = MockEndpoint.resolve(camel, "mock:database");
    assertThat(database.getExchanges())
        .singleElement()
        .satisfies(e -> assertThat(e.getMessage().getBody()).isEqualTo("17"));
  }
}
