package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedStatementTest {
  private final CamelContext camel = new DefaultCamelContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private static final ContextKey<String> CALLER = ContextKey.named("caller");

  private final List<Map<?, ?>> statements = new CopyOnWriteArrayList<>();
  private final List<String> tracedBy = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private Processor step;

  @BeforeEach
  void start() throws Exception {
    step = new SharedStatements(camel, meters, Duration.ofMinutes(1)).through("names");
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:names")
                .errorHandler(noErrorHandler())
                .process(SharedStatementTest.this::answer);
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    camel.stop();
  }

  /** As a statement would: rows in an order of their own, none for "nobody". */
  private void answer(Exchange exchange) throws Exception {
    Map<?, ?> columns = exchange.getMessage().getBody(Map.class);
    statements.add(columns);
    tracedBy.add(Objects.requireNonNullElse(Context.current().get(CALLER), "nobody"));
    goOn.await();
    String[] names = (String[]) columns.get("name");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = names.length - 1; i >= 0; i--) {
      switch (names[i]) {
        case "bad" -> throw new SQLException("a bad name", "23514");
        case "away" -> throw new SQLException("gone", "57P01");
        case "nobody" -> {}
        default -> rows.add(Map.of("place", (long) i + 1, "greeting", "hello " + names[i]));
      }
    }
    exchange.getMessage().setBody(rows);
  }

  private CompletableFuture<Exchange> call(String name, Long age) {
    return CompletableFuture.supplyAsync(
        () -> {
          Exchange exchange = new DefaultExchange(camel);
          Map<String, Object> parameters = new HashMap<>();
          parameters.put("name", name);
          parameters.put("age", age);
          parameters.put("nickname", null);
          exchange.getMessage().setBody(parameters);
          try {
            step.process(exchange);
          } catch (Exception e) {
            exchange.setException(e);
          }
          return exchange;
        },
        task -> new Thread(task).start());
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  /** One statement with the first of them, and another with all the others. */
  private List<Exchange> callTogether(String... names) {
    List<CompletableFuture<Exchange>> calls = new ArrayList<>();
    calls.add(call("first", 1L));
    await().until(() -> statements.size() == 1);
    for (int i = 0; i < names.length; i++) {
      calls.add(call(names[i], i == 0 ? null : (long) i));
      int waiting = i + 1;
      await().until(() -> ((SharedStatement) step).waiting() == waiting);
    }
    goOn.countDown();
    return calls.stream().skip(1).map(CompletableFuture::join).toList();
  }

  private static Object greeting(Exchange call) {
    assertThat(call.getException()).isNull();
    Map<?, ?> row = call.getMessage().getBody(Map.class);
    return row == null ? null : row.get("greeting");
  }

  @Test
  void each_call_gets_its_row_or_none() {
    List<Exchange> calls = callTogether("ann", "nobody", "bob");
    assertThat(calls.stream().map(SharedStatementTest::greeting))
        .containsExactly("hello ann", null, "hello bob");
    assertThat(statements).hasSize(2);
    assertThat(meters.get("shared.statement.calls").tag("route", "names").summary().max())
        .isEqualTo(3);
  }

  @Test
  void a_released_call_goes_on_with_what_its_thread_knew_and_the_statement_in_its_trace()
      throws Exception {
    ThreadLocal<String> known = new ThreadLocal<>();
    AsyncProcessor releasing =
        new SharedStatements(camel, meters, Duration.ofMinutes(1))
            .releasing("names", () -> keeping(known, known.get()));
    new Thread(() -> releasing.process(named("first"), done -> {})).start();
    await().until(() -> statements.size() == 1);

    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (String name : List.of("ann", "bob")) {
      known.set("what " + name + " knew");
      CompletableFuture<String> end = new CompletableFuture<>();
      Exchange exchange = named(name);
      try (Scope mine = Context.current().with(CALLER, name).makeCurrent()) {
        assertThat(mine).isNotNull();
        assertThat(
                releasing.process(
                    exchange, done -> end.complete(greeting(exchange) + ", " + known.get())))
            .isFalse();
      }
      ends.add(end);
    }
    goOn.countDown();
    assertThat(ends.get(0).get()).isEqualTo("hello ann, what ann knew");
    assertThat(ends.get(1).get()).isEqualTo("hello bob, what bob knew");
    assertThat(tracedBy).containsExactly("nobody", "ann");
  }

  private static Executor keeping(ThreadLocal<String> known, String what) {
    return rest -> {
      String before = known.get();
      known.set(what);
      try {
        rest.run();
      } finally {
        known.set(before);
      }
    };
  }

  private Exchange named(String name) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(Map.of("name", name));
    return exchange;
  }

  @Test
  void parameters_are_arrays_of_their_type() {
    callTogether("ann", "bob");
    Map<?, ?> columns = statements.get(1);
    assertThat(columns.get("name")).isEqualTo(new String[] {"ann", "bob"});
    assertThat(columns.get("age")).isEqualTo(new Long[] {null, 1L});
    assertThat(columns.get("nickname")).isEqualTo(new String[2]);
  }

  @Test
  void a_bad_row_harms_no_other_call() {
    List<Exchange> calls = callTogether("ann", "bad", "bob");
    assertThat(greeting(calls.get(0))).isEqualTo("hello ann");
    assertThat(calls.get(1).getException()).hasMessageContaining("a bad name");
    assertThat(greeting(calls.get(2))).isEqualTo("hello bob");
  }

  @Test
  void while_the_database_is_away_each_call_fails_and_none_is_repeated() {
    List<Exchange> calls = callTogether("ann", "away");
    assertThat(calls).allMatch(call -> PassingFailure.is(call.getException()));
    assertThat(statements).hasSize(2);
  }
}
