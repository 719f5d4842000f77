package io.waybill.grpc.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.grpc.executor.TaskActions;
import io.waybill.grpc.server.CallContext;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Reads a {@code ProcessTask} request into the parameters of {@code sql/tasks/process.sql}. */
public final class NewTask implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TaskActions actions;
  private final boolean refuseUnknownActions;

  /**
   * @param refuseUnknownActions whether an action without a route of its own is refused
   */
  public NewTask(TaskActions actions, boolean refuseUnknownActions) {
    this.actions = actions;
    this.refuseUnknownActions = refuseUnknownActions;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    message.setBody(read(message.getMandatoryBody(ProcessTaskRequest.class)));
  }

  /** Checks the request; throws {@code CallRefused} with every field that is wrong. */
  private Map<String, Object> read(ProcessTaskRequest request) throws JsonProcessingException {
    FieldChecks checks =
        new FieldChecks()
            .requiredText("resource_id", request.getResourceId())
            .requiredText("action", request.getAction());
    if (refuseUnknownActions
        && !request.getAction().isEmpty()
        && !actions.isKnown(request.getAction())) {
      checks.add(
          "action", "is unknown; the known actions are " + String.join(", ", actions.known()));
    }
    request
        .getMetadataMap()
        .forEach((key, value) -> checks.storable("metadata", key).storable("metadata", value));
    checks.orRefuse();

    Map<String, Object> parameters = new HashMap<>();
    parameters.put("taskId", UuidCreator.getTimeOrderedEpoch().toString());
    parameters.put("eventId", UuidCreator.getTimeOrderedEpoch().toString());
    parameters.put("resourceId", request.getResourceId());
    parameters.put("action", request.getAction());
    parameters.put(
        "metadata",
        request.getMetadataCount() == 0 ? null : JSON.writeValueAsString(request.getMetadataMap()));
    parameters.put("traceparent", CallContext.traceparentOfSpan());
    parameters.put("correlationId", CallContext.current().correlationId());
    return parameters;
  }
}
