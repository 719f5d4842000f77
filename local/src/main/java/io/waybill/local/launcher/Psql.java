package io.waybill.local.launcher;

import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.local.stack.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** {@code ./run psql NAME}: the program psql, or where there is none, the statements alone. */
final class Psql {
  private static final int NO_SUCH_PROGRAM = 127;
  private static final String SHELL = "command -v psql > /dev/null || exit 127; exec psql \"$@\"";

  private Psql() {}

  static int run(Workplace workplace, Options options) {
    Database database = database(workplace.requireExisting(), options.name().orElseThrow());
    List<String> command = new ArrayList<>(List.of("sh", "-c", SHELL, "psql"));
    command.addAll(List.of("-h", database.host(), "-p", Integer.toString(database.port())));
    command.addAll(List.of("-U", database.user(), "-d", database.name()));
    command.addAll(options.further());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // Not an argument, which every user of this machine could see.
    builder.environment().put("PGPASSWORD", database.password());
    try {
      int code = builder.start().waitFor();
      return code == NO_SUCH_PROGRAM ? statements(database, options.further(), System.out) : code;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start psql", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static Database database(Stack stack, String name) {
    return name.equals("postgres") ? stack.superuser() : stack.database(Service.of(name));
  }

  /** Runs what follows each {@code -c}, or what is typed, up to a semicolon each. */
  static int statements(Database database, List<String> arguments, PrintStream out) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      boolean given = false;
      for (int i = 0; i + 1 < arguments.size(); i++) {
        if (arguments.get(i).equals("-c")) {
          given = true;
          print(statement, arguments.get(i + 1), out);
        }
      }
      if (!given) {
        out.println("There is no psql on this machine: SQL only, up to a semicolon; Ctrl-D ends.");
        typed(statement, out);
      }
      return 0;
    } catch (SQLException e) {
      throw new StackException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void typed(Statement statement, PrintStream out) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder sql = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      sql.append(line).append('\n');
      if (line.stripTrailing().endsWith(";")) {
        try {
          print(statement, sql.toString(), out);
        } catch (SQLException e) {
          out.println(e.getMessage());
        }
        sql.setLength(0);
      }
    }
  }

  private static void print(Statement statement, String sql, PrintStream out) throws SQLException {
    if (!statement.execute(sql)) {
      out.println(statement.getUpdateCount() + " rows");
      return;
    }
    try (ResultSet rows = statement.getResultSet()) {
      int columns = rows.getMetaData().getColumnCount();
      StringJoiner head = new StringJoiner(" | ");
      for (int column = 1; column <= columns; column++) {
        head.add(rows.getMetaData().getColumnLabel(column));
      }
      out.println(head);
      while (rows.next()) {
        StringJoiner row = new StringJoiner(" | ");
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(rows.getString(column)));
        }
        out.println(row);
      }
    }
  }
}
