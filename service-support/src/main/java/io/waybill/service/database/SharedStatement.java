package io.waybill.service.database;

import io.micrometer.core.instrument.DistributionSummary;
import io.waybill.sql.SqlStates;
import java.lang.reflect.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;

/**
 * A step of a route that runs a SQL statement together with the calls that come at the same time.
 * The body is a map of the call's parameters and becomes its row, or null if there is none.
 *
 * <p>The statement is in a route of its own, whose body is a map too, of arrays: the parameters of
 * each call at the same place. It answers with rows that have a column {@code place}, counted from
 * 1, as {@code unnest(…) WITH ORDINALITY} makes it.
 */
final class SharedStatement implements Processor {
  private static final String PLACE = "place";

  private final ProducerTemplate camel;
  private final String route;
  private final DistributionSummary callsPerStatement;
  private final BatchingExecutor<Map<String, Object>, Map<String, Object>> runs;

  /**
   * @param route the endpoint of the statement's route
   */
  SharedStatement(
      ProducerTemplate camel,
      String route,
      BatchingLimits limits,
      DistributionSummary callsPerStatement) {
    this.camel = camel;
    this.route = route;
    this.callsPerStatement = callsPerStatement;
    this.runs =
        new BatchingExecutor<>(
            limits, this::run, SharedStatement::weight, SharedStatement::mayBeOneCallsFault);
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    exchange.getMessage().setBody(runs.call(parameters(exchange)));
  }

  /** Without waiting, as {@link BatchingExecutor#call(Object, BatchedCall)}. */
  boolean call(Exchange exchange, BatchedCall<Map<String, Object>> caller) {
    return runs.call(parameters(exchange), caller);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parameters(Exchange exchange) {
    return exchange.getMessage().getBody(Map.class);
  }

  /** How many calls wait for a statement. */
  int waiting() {
    return runs.waiting();
  }

  private List<Map<String, Object>> run(List<Map<String, Object>> calls) throws Exception {
    callsPerStatement.record(calls.size());
    Exchange statement =
        camel.request(route, exchange -> exchange.getMessage().setBody(columns(calls)));
    if (statement.getException() != null) {
      throw statement.getException();
    }
    return inPlace(statement.getMessage().getBody(List.class), calls.size());
  }

  private static Map<String, Object> columns(List<Map<String, Object>> calls) {
    Map<String, Object> columns = new HashMap<>();
    calls.get(0).keySet().forEach(name -> columns.put(name, column(name, calls)));
    return columns;
  }

  /** PostgreSQL's driver needs to know of what type the elements are, of nulls too. */
  private static Object column(String name, List<Map<String, Object>> calls) {
    Class<?> type =
        calls.stream()
            .map(call -> call.get(name))
            .filter(Objects::nonNull)
            .findFirst()
            .<Class<?>>map(Object::getClass)
            .orElse(String.class);
    return calls.stream()
        .map(call -> call.get(name))
        .toArray(size -> (Object[]) Array.newInstance(type, size));
  }

  private static List<Map<String, Object>> inPlace(List<?> rows, int size) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<String, Object>[] answers = new Map[size];
    for (Object each : rows) {
      @SuppressWarnings("unchecked")
      Map<String, Object> row = (Map<String, Object>) each;
      answers[((Number) row.get(PLACE)).intValue() - 1] = row;
    }
    return Arrays.asList(answers);
  }

  /** Such as a value that PostgreSQL refuses, after which nothing of the statement remains. */
  private static boolean mayBeOneCallsFault(Throwable failure) {
    return SqlStates.causes(failure).anyMatch(SQLException.class::isInstance)
        && !PassingFailure.is(failure);
  }

  /** Roughly the bytes of the parameters. */
  private static long weight(Map<String, Object> parameters) {
    long weight = 0;
    for (Object value : parameters.values()) {
      weight += value instanceof CharSequence text ? text.length() : Long.BYTES;
    }
    return weight;
  }
}
