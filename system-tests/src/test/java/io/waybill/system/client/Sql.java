package io.waybill.system.client;

import io.waybill.local.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries, each on a connection of its own, so that a restarted server does not matter. */
public final class Sql {
  private Sql() {}

  /** The rows, each as column → value; a {@code String[]} parameter is a text array. */
  public static List<Map<String, Object>> query(Database database, String sql, Object... parameters)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        statement.setObject(
            i + 1,
            value instanceof String[] texts ? connection.createArrayOf("text", texts) : value);
      }
      try (ResultSet result = statement.executeQuery()) {
        return rows(result);
      }
    }
  }

  private static List<Map<String, Object>> rows(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<Map<String, Object>> rows = new ArrayList<>();
    while (result.next()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int column = 1; column <= meta.getColumnCount(); column++) {
        row.put(meta.getColumnLabel(column), result.getObject(column));
      }
      rows.add(row);
    }
    return rows;
  }
}
