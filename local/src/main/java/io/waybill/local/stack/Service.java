package io.waybill.local.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The three services. */
public enum Service {
  REST(8080, 0, "restdb"),
  GRPC(8081, 9090, "grpcdb"),
  WORKER(8082, 0, "workerdb");

  private final int httpPort;
  private final int grpcPort;
  private final String database;

  Service(int httpPort, int grpcPort, String database) {
    this.httpPort = httpPort;
    this.grpcPort = grpcPort;
    this.database = database;
  }

  /** The name that users type, such as {@code rest}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its database, which is also the role that owns it. */
  public String database() {
    return database;
  }

  /** The service of this label. */
  public static Service of(String label) {
    return Arrays.stream(values())
        .filter(service -> service.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "There is no service \"" + label + "\"; there are rest, grpc and worker."));
  }

  String jar() {
    return "routes-" + label() + "/target/routes-" + label() + ".jar";
  }

  int httpPort() {
    return httpPort;
  }

  /** 0 for a service without gRPC. */
  int grpcPort() {
    return grpcPort;
  }

  /** The order in which they start and stop. */
  static List<Service> inOrder() {
    return List.of(REST, GRPC, WORKER);
  }
}
