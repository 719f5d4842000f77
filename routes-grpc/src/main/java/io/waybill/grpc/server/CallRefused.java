package io.waybill.grpc.server;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
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
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(message)
            .addDetails(info("INVALID_FIELDS"))
            .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()))
            .build());
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

  Status status() {
    return status;
  }
}
