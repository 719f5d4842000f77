package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsedStatementsTest {
  private final ParsedStatements statements = new ParsedStatements();
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  @Test
  void gives_the_values_of_the_body_in_the_order_of_their_names() throws Exception {
    String query = "SELECT :?b::text, :?a, ':x', :?b WHERE t::date > :?none";
    Map<String, Object> body = new HashMap<>(Map.of("a", 1, "b", 2));
    body.put("none", null);
    String prepared = statements.prepareQuery(query, true, exchange);
    assertThat(prepared).isEqualTo("SELECT ?::text, ?, ':x', ? WHERE t::date > ?");
    assertThat(values(query, prepared, 4, body)).containsExactly(2, 1, 2, null);
  }

  @Test
  void what_the_body_has_not_is_a_header_or_missing() throws Exception {
    String query = "SELECT :?a, :?b";
    String prepared = statements.prepareQuery(query, true, exchange);
    exchange.getMessage().setHeader("b", "header");
    assertThat(values(query, prepared, 2, Map.of("a", 1))).containsExactly(1, "header");
    exchange.getMessage().removeHeader("b");
    assertThatThrownBy(() -> values(query, prepared, 2, Map.of("a", 1)))
        .hasMessageContaining("Cannot find key [b]");
  }

  @Test
  void expressions_and_lists_are_left_to_camel() throws Exception {
    exchange.getMessage().setHeader("ids", List.of(1, 2, 3));
    assertThat(statements.prepareQuery("SELECT 1 WHERE x IN (:?in:ids)", true, exchange))
        .isEqualTo("SELECT 1 WHERE x IN (?,?,?)");
    assertThat(statements.prepareQuery("SELECT :?${body.size}", true, exchange))
        .isEqualTo("SELECT ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sql:classpath:sql/counted.sql | 3",
        "sql:SELECT :#a, :#b::text, :#a | 3",
        "sql:SELECT :#a?parametersCount=7 | 7",
        // What only an execution shows is left to Camel, which then asks the database.
        "sql:SELECT 1 WHERE x IN (:#in:ids) | 0",
        "sql:SELECT :#${body} | 0",
        "sql:SELECT #, :#a | 0"
      })
  void counts_the_parameters_of_an_endpoint(String uri, int count) throws Exception {
    CamelContext camel = exchange.getContext();
    SqlComponent component = camel.getComponent("sql", SqlComponent.class);
    component.setDataSource(mock());
    SqlEndpoint endpoint = camel.getEndpoint(uri, SqlEndpoint.class);
    statements.into(endpoint);
    assertThat(endpoint.getParametersCount()).isEqualTo(count);
  }

  private List<Object> values(String query, String prepared, int count, Object body)
      throws Exception {
    Iterator<?> values = statements.createPopulateIterator(query, prepared, count, exchange, body);
    List<Object> all = new ArrayList<>();
    values.forEachRemaining(all::add);
    return all;
  }
}
