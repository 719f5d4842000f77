package io.waybill.local.postgres;

import io.waybill.local.Database;
import io.waybill.local.Directories;
import io.waybill.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One data directory of PostgreSQL and how to run a server on it. Starts and stops nothing. */
public final class PostgresCluster {
  private static final String SUPERUSER = "postgres";
  private static final String PID_FILE = "postmaster.pid";
  private static final int STATUS_LINE = 7;

  private final PostgresBinaries binaries;
  private final Path data;
  private final int port;
  private final String superuserPassword;

  public PostgresCluster(PostgresBinaries binaries, Path data, int port, String superuserPassword) {
    this.binaries = binaries;
    this.data = data.toAbsolutePath();
    this.port = port;
    this.superuserPassword = superuserPassword;
  }

  /**
   * Makes the data directory, unless it is there already.
   *
   * @param durable whether it must outlive a power failure
   */
  public void initialise(boolean durable) {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    try {
      // Moved into place when it is whole: an initdb that was cut short must not look like data.
      Path unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
      Directories.delete(unfinished);
      Files.createDirectories(data.getParent());
      Path passwordFile =
          Files.createTempFile(
              data.getParent(),
              "initdb",
              ".password",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(passwordFile, superuserPassword);
        runInitdb(unfinished, passwordFile, durable);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(passwordFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make PostgreSQL's data directory " + data, e);
    }
  }

  /**
   * The command line of the server process. It becomes the postmaster itself: its pid is the
   * server's.
   *
   * @param settings {@code name=value} of further server settings
   */
  public List<String> serverCommand(List<String> settings) {
    List<String> command = new ArrayList<>(Unprivileged.prefix());
    command.add(binaries.program("postgres"));
    command.add("-D");
    command.add(data.toString());
    List<String> all = new ArrayList<>();
    all.add("listen_addresses=" + Ports.HOST);
    all.add("port=" + port);
    // A socket file would need a directory that is writable and short; everything here is TCP.
    all.add("unix_socket_directories=");
    all.add("max_connections=300");
    all.add("timezone=UTC");
    all.add("log_timezone=UTC");
    all.addAll(settings);
    for (String setting : all) {
      command.add("-c");
      command.add(setting);
    }
    return command;
  }

  /**
   * Whether the server with this pid has said in its pid file that it takes connections. The file
   * of a server that was killed may still be there and say so of that one.
   */
  public boolean isReady(long pid) {
    return isReady(data, pid);
  }

  /** The same, for one who only looks. */
  public static boolean isReady(Path data, long pid) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(PID_FILE), StandardCharsets.UTF_8);
      return lines.size() > STATUS_LINE
          && lines.get(0).trim().equals(Long.toString(pid))
          && lines.get(STATUS_LINE).trim().equals("ready");
    } catch (IOException none) {
      return false;
    }
  }

  /** The pid in the pid file, whether or not such a process lives. */
  public Optional<Long> recordedPid() {
    try {
      List<String> lines = Files.readAllLines(data.resolve(PID_FILE), StandardCharsets.UTF_8);
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.get(0).trim()));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /**
   * Makes way for a new server after the last one was killed: its backends, which still hold the
   * shared memory, are ended, and a pid file whose pid now belongs to a stranger is removed.
   */
  public void clearRemains() {
    Remains.endProcessesIn(data);
    Optional<Long> pid = recordedPid();
    if (pid.isPresent() && ProcessHandle.of(pid.get()).isPresent()) {
      try {
        Files.deleteIfExists(data.resolve(PID_FILE));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove " + data.resolve(PID_FILE), e);
      }
    }
  }

  /** Makes the database and its owner, or gives an owner that is there this password. */
  public Database createDatabase(String name, String user, String password) {
    try (Connection connection = superuser().connect();
        Statement statement = connection.createStatement()) {
      String verb =
          exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", user) ? "ALTER" : "CREATE";
      statement.execute(
          verb + " ROLE " + identifier(user) + " LOGIN PASSWORD " + literal(password));
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
        statement.execute("CREATE DATABASE " + identifier(name) + " OWNER " + identifier(user));
        statement.execute("REVOKE CONNECT ON DATABASE " + identifier(name) + " FROM PUBLIC");
      }
      return new Database(Ports.HOST, port, name, user, password);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot make database " + name, e);
    }
  }

  /** The administration database as the superuser. */
  public Database superuser() {
    return new Database(Ports.HOST, port, "postgres", SUPERUSER, superuserPassword);
  }

  private void runInitdb(Path target, Path passwordFile, boolean durable) throws IOException {
    List<String> command = new ArrayList<>(Unprivileged.prefix());
    command.addAll(
        List.of(
            binaries.program("initdb"),
            "-D",
            target.toString(),
            "-U",
            SUPERUSER,
            "-A",
            "scram-sha-256",
            "--pwfile=" + passwordFile,
            "--encoding=UTF8",
            "--no-locale",
            durable ? "--sync-method=fsync" : "--no-sync"));
    Process initdb =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    // A signal that ends this JVM in the meantime must leave neither the program nor the password.
    Thread endWithJvm = new Thread(() -> abandon(initdb, passwordFile), "end-initdb");
    try {
      Runtime.getRuntime().addShutdownHook(endWithJvm);
      String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!initdb.waitFor(1, TimeUnit.MINUTES) || initdb.exitValue() != 0) {
        throw new IOException("initdb failed: " + output.strip());
      }
      Runtime.getRuntime().removeShutdownHook(endWithJvm);
    } catch (IllegalStateException jvmEnds) {
      abandon(initdb, passwordFile);
      throw new IOException("This JVM ends", jvmEnds);
    } catch (InterruptedException e) {
      abandon(initdb, passwordFile);
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while initdb ran", e);
    }
  }

  private static void abandon(Process initdb, Path passwordFile) {
    initdb.destroy();
    initdb.onExit().join();
    try {
      Files.deleteIfExists(passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + passwordFile, e);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
