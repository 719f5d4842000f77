package io.waybill.grpc.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.grpc.executor.TaskActions;
import io.waybill.grpc.server.CallContext;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads a {@code ProcessTask} request into the parameters of {@code sql/tasks/process.sql}. */
@Component
final class NewTask implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TaskActions actions;
  private final boolean refuseUnknownActions;
  private final String requestRetention;

  /**
   * @param refuseUnknownActions whether an action without a route of its own is refused
   * @param requestRetention how long a request_id makes no second task
   */
  NewTask(
      TaskActions actions,
      @Value("${tasks.refuse-unknown-actions}") boolean refuseUnknownActions,
      @Value("${tasks.request-retention}") Duration requestRetention) {
    this.actions = actions;
    this.refuseUnknownActions = refuseUnknownActions;
    this.requestRetention = Long.toString(requestRetention.toSeconds());
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
            .requiredText("action", request.getAction())
            .text("request_id", request.getRequestId(), FieldChecks.MAX_TEXT);
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
    parameters.put("requestRetention", requestRetention);
    parameters.put("requestId", request.getRequestId().isEmpty() ? null : request.getRequestId());
    parameters.put("fingerprint", request.getRequestId().isEmpty() ? null : fingerprint(request));
    parameters.put("traceparent", CallContext.traceparentOfSpan());
    parameters.put("correlationId", CallContext.current().correlationId());
    return parameters;
  }

  /** The same for two requests that ask for the same. */
  private static String fingerprint(ProcessTaskRequest request) throws JsonProcessingException {
    byte[] all =
        JSON.writeValueAsBytes(
            List.of(
                request.getResourceId(),
                request.getAction(),
                new TreeMap<>(request.getMetadataMap())));
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
