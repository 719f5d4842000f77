package io.waybill.system.client;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ListTasksResponse;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The gRPC service, as its clients call it. */
public final class Tasks implements AutoCloseable {
  private static final int SECONDS = 20;

  private final ManagedChannel channel;

  public Tasks(String address) {
    channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
  }

  public ProcessTaskResponse process(String resourceId, String action) {
    return process(resourceId, action, Map.of());
  }

  /** With metadata: names and values. */
  public ProcessTaskResponse process(
      String resourceId, String action, Map<String, String> metadata) {
    Metadata headers = new Metadata();
    metadata.forEach(
        (name, value) ->
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return stub()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .processTask(
            ProcessTaskRequest.newBuilder().setResourceId(resourceId).setAction(action).build());
  }

  public GetTaskStatusResponse status(String taskId) {
    return stub().getTaskStatus(GetTaskStatusRequest.newBuilder().setTaskId(taskId).build());
  }

  public ListTasksResponse list(String resourceId) {
    return stub().listTasks(ListTasksRequest.newBuilder().setResourceId(resourceId).build());
  }

  /** What {@code grpc.health.v1.Health/Check} says of the service; empty for the whole server. */
  public ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  /** The names that reflection lists. */
  public List<String> services() {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
            .serverReflectionInfo(new First(answer));
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return answer.join().getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private TaskServiceGrpc.TaskServiceBlockingStub stub() {
    return TaskServiceGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  private record First(CompletableFuture<ServerReflectionResponse> answer)
      implements StreamObserver<ServerReflectionResponse> {
    @Override
    public void onNext(ServerReflectionResponse value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable t) {
      answer.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {}
  }
}
