package io.waybill.grpc.server;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code grpc.health.v1.Health} for the server ({@code ""}) and for {@code task.v1.TaskService}.
 */
@Component
final class GrpcHealth {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcHealth.class);

  private HealthStatusManager manager = new HealthStatusManager();
  private boolean up;
  private boolean ready;

  /** Of a server that starts; nothing is served before it does. */
  synchronized BindableService service() {
    manager = new HealthStatusManager();
    up = false;
    tell();
    return manager.getHealthService();
  }

  synchronized void started() {
    up = true;
    tell();
  }

  /** For good, whatever is said after it. */
  synchronized void stopping() {
    up = false;
    tell();
    manager.enterTerminalState();
  }

  synchronized void serving() {
    if (!ready) {
      LOG.info("gRPC health is SERVING");
    }
    ready = true;
    tell();
  }

  synchronized void notServing() {
    if (ready) {
      LOG.warn("gRPC health is NOT_SERVING: the database is away");
    }
    ready = false;
    tell();
  }

  synchronized ServingStatus status() {
    return up && ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private void tell() {
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status());
    manager.setStatus(TaskServiceGrpc.SERVICE_NAME, status());
  }
}
