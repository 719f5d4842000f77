package io.waybill.local;

import io.waybill.local.postgres.PostgresBinaries;
import io.waybill.local.postgres.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server for tests: its own process, a free port of the loopback address, a temporary
 * directory. It trades the machine's power failure for speed (fsync is off); a crash of the server
 * loses nothing.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final List<String> FAST =
      List.of("fsync=off", "full_page_writes=off", "max_wal_size=1GB");

  private final Path directory;
  private final int port;
  private final PostgresCluster cluster;
  private final Thread stopAtExit;
  private final Map<String, Database> databases = new HashMap<>();
  private Process server;

  private LocalPostgres() {
    directory = Directories.temporary("waybill-postgres-");
    port = Ports.free();
    cluster =
        new PostgresCluster(
            PostgresBinaries.unpackIntoTemp(), directory.resolve("data"), port, newPassword());
    stopAtExit = new Thread(this::kill, "stop-postgres");
  }

  /** Starts a new, empty server and waits until it takes connections. */
  public static LocalPostgres start() {
    LocalPostgres postgres = new LocalPostgres();
    Runtime.getRuntime().addShutdownHook(postgres.stopAtExit);
    try {
      postgres.cluster.initialise(false);
      postgres.startServer();
      return postgres;
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** The database of this name, made on the first call, and its owner: a role of the same name. */
  public synchronized Database createDatabase(String name) {
    return databases.computeIfAbsent(name, n -> cluster.createDatabase(n, n, newPassword()));
  }

  /** The administration database as the superuser. */
  public Database superuser() {
    return cluster.superuser();
  }

  public String host() {
    return Ports.HOST;
  }

  public int port() {
    return port;
  }

  /** The pid of the server, to which signals can be sent. */
  public synchronized long pid() {
    return server.pid();
  }

  /** Whether the server's process lives. */
  public synchronized boolean isRunning() {
    return server != null && server.isAlive();
  }

  /** Stops the server; open connections are broken, data stays. */
  public synchronized void stop() {
    if (!isRunning()) {
      return;
    }
    // PostgreSQL's fast shutdown; SIGTERM would wait for every client to go.
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
      if (!server.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "PostgreSQL does not stop, see its log: " + System.lineSeparator() + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send a signal to PostgreSQL", e);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the server with SIGKILL, as a crash would. */
  public synchronized void kill() {
    if (server != null) {
      server.destroyForcibly().onExit().join();
    }
  }

  /** Starts the server again on the same port and data, stopping it first if it still runs. */
  public synchronized void restart() {
    stop();
    startServer();
  }

  /** Stops the server for good and removes its data. */
  @Override
  public synchronized void close() {
    try {
      kill();
      cluster.clearRemains();
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException duringShutdown) {
      // The hook is running already.
    }
    Directories.delete(directory);
  }

  private void startServer() {
    cluster.clearRemains();
    try {
      server =
          new ProcessBuilder(cluster.serverCommand(FAST))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start PostgreSQL", e);
    }
    boolean settled =
        Waiting.until(() -> cluster.isReady(server.pid()) || !server.isAlive(), START_LIMIT, POLL);
    if (!settled || !server.isAlive()) {
      throw new IllegalStateException(
          "PostgreSQL did not start, this is its log:" + System.lineSeparator() + log());
    }
  }

  private Path logFile() {
    return directory.resolve("postgres.log");
  }

  private String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private static String newPassword() {
    return UUID.randomUUID().toString();
  }
}
