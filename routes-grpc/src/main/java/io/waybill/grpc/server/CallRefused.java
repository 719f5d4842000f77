package io.waybill.grpc.server;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A call that ends with a status that the caller may read. */
public final class CallRefused extends RuntimeException {
  /** {@code ErrorInfo.domain} of every reason that this service gives. */
  static final String DOMAIN = "task.waybill.io";

  private final transient Status status;

  CallRefused(Status status) {
    super(status.getMessage());
    this.status = status;
  }

  /** INVALID_ARGUMENT with each field that is wrong. */
  public static CallRefused invalid(List<FieldViolation> violations) {
    String message =
        violations.stream()
            .map(violation -> violation.getField() + " " + violation.getDescription())
            .collect(Collectors.joining("; "));
    return new CallRefused(
        of(Code.INVALID_ARGUMENT, "INVALID_FIELDS", message).toBuilder()
            .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()))
            .build());
  }

  /** INVALID_ARGUMENT: the bytes are no message of this method. */
  static CallRefused malformed() {
    return new CallRefused(
        of(
            Code.INVALID_ARGUMENT,
            "MALFORMED_MESSAGE",
            "The request can't be read as a message of this method; was the client built from"
                + " this service's .proto file?"));
  }

  /** UNAUTHENTICATED. */
  static CallRefused unauthenticated(String message) {
    return new CallRefused(of(Code.UNAUTHENTICATED, "TOKEN_REFUSED", message));
  }

  /** PERMISSION_DENIED. */
  static CallRefused denied(String message) {
    return new CallRefused(of(Code.PERMISSION_DENIED, "SCOPE_MISSING", message));
  }

  /** RESOURCE_EXHAUSTED, with the time after which the call may be made again. */
  static CallRefused tooMany(Duration retryAfter) {
    RetryInfo retry =
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(retryAfter.getSeconds())
                    .setNanos(retryAfter.getNano()))
            .build();
    Status status =
        of(
            Code.RESOURCE_EXHAUSTED,
            "RATE_LIMITED",
            "This caller makes more calls than it is allowed; try again in "
                + Math.max(1, retryAfter.toSeconds())
                + " s.");
    return new CallRefused(status.toBuilder().addDetails(Any.pack(retry)).build());
  }

  /** NOT_FOUND. */
  public static CallRefused notFound(String reason, String message) {
    return new CallRefused(of(Code.NOT_FOUND, reason, message));
  }

  /** UNAVAILABLE: the same call may succeed a little later. */
  static CallRefused unavailable(String reason, String message) {
    return new CallRefused(of(Code.UNAVAILABLE, reason, message));
  }

  private static Status of(Code code, String reason, String message) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(info(reason))
        .build();
  }

  private static Any info(String reason) {
    return Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build());
  }

  /** Closes a call that has not reached its service with this. */
  <Q> ServerCall.Listener<Q> end(ServerCall<Q, ?> call) {
    StatusRuntimeException refusal = StatusProto.toStatusRuntimeException(status);
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }

  Status status() {
    return status;
  }
}
