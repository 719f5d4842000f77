package io.waybill.local.stack;

import io.waybill.local.Database;
import io.waybill.local.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** One replica of one service. */
final class ServiceMember implements Member {
  /** Whose password the operator's calls need. */
  static final String OPERATOR = "operator";

  private static final int PROBE_MILLIS = 800;
  private static final int OK = 200;

  private final Plan.Instance instance;
  private final JavaCommand java;
  private final Programs programs;
  private final Path jar;
  private final String brokers;
  private final PostgresMember postgres;
  private final Passwords passwords;
  private final Map<String, String> extra;
  private final Path classesFirst;
  private Path startFrom;

  /**
   * @param extra overrides the stack's own environment variables
   * @param classesFirst hides classes and resources of the jar; null for none
   */
  ServiceMember(
      Plan.Instance instance,
      JavaCommand java,
      Programs programs,
      Path jar,
      String brokers,
      PostgresMember postgres,
      Passwords passwords,
      Map<String, String> extra,
      Path classesFirst) {
    this.instance = instance;
    this.java = java;
    this.programs = programs;
    this.jar = jar;
    this.brokers = brokers;
    this.postgres = postgres;
    this.passwords = passwords;
    this.extra = extra;
    this.classesFirst = classesFirst;
  }

  @Override
  public String name() {
    return instance.name();
  }

  @Override
  public String address() {
    return instance.grpcPort() == 0 ? url() : grpcAddress() + " " + url();
  }

  String url() {
    return "http://" + Ports.HOST + ":" + instance.httpPort();
  }

  String grpcAddress() {
    return Ports.HOST + ":" + instance.grpcPort();
  }

  Service service() {
    return instance.service();
  }

  @Override
  public List<Integer> ports() {
    return instance.grpcPort() == 0
        ? List.of(instance.httpPort())
        : List.of(instance.httpPort(), instance.grpcPort());
  }

  @Override
  public void prepare() {
    if (!Files.exists(jar)) {
      throw new StackException(name() + " cannot start: " + jar + " is missing. Build it: ./run");
    }
    startFrom = programs.copy(new UnpackedJar(jar).unpack(java.withHeap("128m")));
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(java.withHeap("256m"));
    if (classesFirst == null) {
      command.addAll(List.of("-jar", startFrom.toString()));
    } else {
      command.addAll(List.of("-cp", classesFirst + File.pathSeparator + startFrom, mainClass()));
    }
    return command;
  }

  private String mainClass() {
    try (JarFile file = new JarFile(startFrom.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + startFrom, e);
    }
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> env = new LinkedHashMap<>();
    Database database = postgres.database(instance.service());
    String prefix = instance.service().label().toUpperCase(Locale.ROOT) + "_DB_";
    env.put(prefix + "HOST", database.host());
    env.put(prefix + "PORT", Integer.toString(database.port()));
    env.put(prefix + "NAME", database.name());
    env.put(prefix + "USER", database.user());
    env.put(prefix + "PASSWORD", database.password());
    env.put("KAFKA_BROKERS", brokers);
    env.put("SERVER_ADDRESS", Ports.HOST);
    env.put("SERVER_PORT", Integer.toString(instance.httpPort()));
    if (instance.grpcPort() != 0) {
      env.put("GRPC_HOST", Ports.HOST);
      env.put("GRPC_PORT", Integer.toString(instance.grpcPort()));
    }
    env.put("SPRING_PROFILES_ACTIVE", "local");
    env.put("OPERATOR_TOKEN", passwords.of(OPERATOR));
    env.putAll(extra);
    return env;
  }

  @Override
  public boolean isReady(long pid) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url() + "/health/readiness").toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      try {
        return connection.getResponseCode() == OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException away) {
      return false;
    }
  }

  /** A service finishes what is in flight for up to 30 seconds. */
  @Override
  public Duration stopLimit() {
    return Duration.ofSeconds(40);
  }
}
