package io.waybill.system.stack;

import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.Directories;
import io.waybill.local.Ports;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A PgBouncer in transaction mode in front of a stack's PostgreSQL, if the machine has one. */
public final class PgBouncer implements AutoCloseable {
  /** Few, so that each transaction of a client gets another one. */
  private static final int CONNECTIONS = 8;

  private final Process process;
  private final Path directory;

  private PgBouncer(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** Whether there is a {@code pgbouncer}. */
  public static boolean isThere() {
    return executable() != null;
  }

  private static Path executable() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Returns when it listens. */
  public static PgBouncer start(int port, Stack stack) throws IOException {
    // It runs as another user if this one is root, and must be able to read this.
    Path directory = Files.createTempDirectory("pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path users = directory.resolve("users.txt");
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(users, users(stack));
    Files.writeString(settings, settings(port, stack.superuser(), users));
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    Path logs = Files.createDirectories(CleanStack.directory("pooler"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("pgbouncer.log").toFile())
            .start();
    PgBouncer pooler = new PgBouncer(process, directory);
    await("PgBouncer to listen").until(() -> !process.isAlive() || !Ports.isFree(port));
    if (!process.isAlive()) {
      pooler.close();
      throw new IOException("PgBouncer has ended: see system-tests/target/pooler/pgbouncer.log");
    }
    return pooler;
  }

  private static String users(Stack stack) {
    return Stream.of(Service.values())
        .map(stack::database)
        .map(database -> "\"%s\" \"%s\"%n".formatted(database.user(), database.password()))
        .collect(Collectors.joining());
  }

  private static String settings(int port, Database postgres, Path users) {
    return """
        [databases]
        * = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = %d
        max_client_conn = 500
        ignore_startup_parameters = extra_float_digits
        """
        .formatted(postgres.host(), postgres.port(), port, users, CONNECTIONS);
  }

  /** Whether it has not ended. */
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Directories.delete(directory);
  }
}
