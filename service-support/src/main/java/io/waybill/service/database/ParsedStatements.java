package io.waybill.service.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.component.sql.SqlHelper;

/**
 * Reads a statement once. Camel's own strategy searches it by regular expressions three times at
 * each execution, and asks the database how many parameters it has unless the route says so.
 */
final class ParsedStatements extends DefaultSqlPrepareStatementStrategy {
  /** Routes write {@code :#name}; Camel has made {@code :?name} of it. */
  private static final Pattern NAME = Pattern.compile("(?<!:):\\?([A-Za-z_][A-Za-z0-9_]*)");

  /** A parameter without a name; perhaps an operator of JSON, which only the database can tell. */
  private static final Pattern POSITION = Pattern.compile("(?<!:)\\?");

  private final Map<String, Parsed> known = new ConcurrentHashMap<>();

  private record Parsed(String prepared, List<String> names) {
    static Parsed of(String query) {
      List<String> names = new ArrayList<>();
      Matcher name = NAME.matcher(query);
      while (name.find()) {
        names.add(name.group(1));
      }
      return new Parsed(name.replaceAll("?"), List.copyOf(names));
    }
  }

  /**
   * Names are simple ones: no expression, and no list for IN, whose length changes the statement.
   */
  private static boolean isSimple(String query) {
    return !query.contains(":?in:") && !query.contains(":?$");
  }

  /** Makes the endpoint use this, unless it is none of SQL or has a strategy of its own. */
  Endpoint into(Endpoint endpoint) {
    if (endpoint instanceof SqlEndpoint sql && sql.getPrepareStatementStrategy() == null) {
      sql.setPrepareStatementStrategy(this);
      if (sql.getParametersCount() == 0 && sql.isAllowNamedParameters()) {
        sql.setParametersCount(count(sql));
      }
    }
    return endpoint;
  }

  /** 0 if it isn't known before the execution. */
  private int count(SqlEndpoint sql) {
    try {
      String query =
          SqlHelper.resolveQuery(
              sql.getCamelContext(),
              sql.getQuery(),
              sql.isUsePlaceholder() ? sql.getPlaceholder() : null);
      return isSimple(query) && !POSITION.matcher(query).find()
          ? known.computeIfAbsent(query, Parsed::of).names().size()
          : 0;
    } catch (NoTypeConversionAvailableException | IOException e) {
      // A file that is not there is reported when the route starts.
      return 0;
    }
  }

  @Override
  public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange)
      throws SQLException {
    return allowNamedParameters && isSimple(query)
        ? known.computeIfAbsent(query, Parsed::of).prepared()
        : super.prepareQuery(query, allowNamedParameters, exchange);
  }

  @Override
  public Iterator<?> createPopulateIterator(
      String query, String preparedQuery, int expectedParams, Exchange exchange, Object value)
      throws SQLException {
    Parsed parsed = known.get(query);
    if (parsed != null && value instanceof Map<?, ?> values) {
      List<Object> arguments = new ArrayList<>(parsed.names().size());
      for (String name : parsed.names()) {
        Object argument = values.get(name);
        if (argument == null && !values.containsKey(name)) {
          // It may be a header, or missing, which Camel says.
          return super.createPopulateIterator(
              query, preparedQuery, expectedParams, exchange, value);
        }
        arguments.add(argument);
      }
      return arguments.iterator();
    }
    return super.createPopulateIterator(query, preparedQuery, expectedParams, exchange, value);
  }
}
