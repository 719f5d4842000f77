package io.waybill.local.stack;

import io.waybill.local.Ports;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Who takes part in a stack, and on which ports; kept in a file, for the next launcher. */
record Plan(int postgresPort, int kafkaPort, int controllerPort, List<Instance> instances) {
  private static final int POSTGRES_PORT = 5432;
  private static final int KAFKA_PORT = 9092;
  private static final int CONTROLLER_PORT = 9093;
  private static final int REPLICA_STEP = 100;
  private static final int HIGHEST_PORT = 65_535;

  /** One replica of a service. */
  record Instance(Service service, int number, int httpPort, int grpcPort) {
    String name() {
      return service.label() + "-" + number;
    }
  }

  Plan {
    instances = List.copyOf(instances);
  }

  /** The usual ports, all moved by the offset. */
  static Plan withOffset(int offset, Map<Service, Integer> scale) {
    Plan plan = of(scale, port -> port + offset);
    int highest = plan.allPorts().stream().mapToInt(Integer::intValue).max().orElseThrow();
    if (offset < 0 || highest > HIGHEST_PORT) {
      throw new StackException(
          "The port offset " + offset + " leads to port " + highest + "; choose a smaller one.");
    }
    return plan;
  }

  /** Ports that are free now. */
  static Plan onFreePorts(Map<Service, Integer> scale) {
    Set<Integer> taken = new HashSet<>();
    return of(
        scale,
        usual -> {
          int port = Ports.free();
          while (!taken.add(port)) {
            port = Ports.free();
          }
          return port;
        });
  }

  static Optional<Plan> load(Path file) {
    Properties p = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      p.load(reader);
      List<Instance> instances = new ArrayList<>();
      for (Service service : Service.inOrder()) {
        for (int number = 1; p.containsKey(service.label() + "-" + number); number++) {
          String[] ports = p.getProperty(service.label() + "-" + number).split(",", 2);
          instances.add(
              new Instance(
                  service, number, Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
        }
      }
      return Optional.of(
          new Plan(
              Integer.parseInt(p.getProperty("postgres")),
              Integer.parseInt(p.getProperty("kafka")),
              Integer.parseInt(p.getProperty("controller")),
              instances));
    } catch (IOException none) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw new StackException(file + " is damaged: remove it.", e);
    }
  }

  void save(Path file) {
    Properties p = new Properties();
    p.setProperty("postgres", Integer.toString(postgresPort));
    p.setProperty("kafka", Integer.toString(kafkaPort));
    p.setProperty("controller", Integer.toString(controllerPort));
    for (Instance instance : instances) {
      p.setProperty(instance.name(), instance.httpPort() + "," + instance.grpcPort());
    }
    WholeFile.write(
        file,
        Passwords.text(p, "The ports of this stack: HTTP and, if not 0, gRPC for each service"));
  }

  List<Instance> of(Service service) {
    return instances.stream().filter(instance -> instance.service() == service).toList();
  }

  private List<Integer> allPorts() {
    List<Integer> ports = new ArrayList<>(List.of(postgresPort, kafkaPort, controllerPort));
    instances.forEach(
        instance -> {
          ports.add(instance.httpPort());
          ports.add(instance.grpcPort());
        });
    return ports;
  }

  private static Plan of(Map<Service, Integer> scale, IntUnaryOperator portFor) {
    int postgres = portFor.applyAsInt(POSTGRES_PORT);
    int kafka = portFor.applyAsInt(KAFKA_PORT);
    int controller = portFor.applyAsInt(CONTROLLER_PORT);
    List<Instance> instances = new ArrayList<>();
    for (Service service : Service.inOrder()) {
      for (int k = 0; k < scale.getOrDefault(service, 1); k++) {
        int step = k * REPLICA_STEP;
        int http = portFor.applyAsInt(service.httpPort() + step);
        int grpc = service.grpcPort() == 0 ? 0 : portFor.applyAsInt(service.grpcPort() + step);
        instances.add(new Instance(service, k + 1, http, grpc));
      }
    }
    return new Plan(postgres, kafka, controller, instances);
  }
}
