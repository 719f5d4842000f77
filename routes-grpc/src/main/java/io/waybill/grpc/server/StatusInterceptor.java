package io.waybill.grpc.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.waybill.service.database.PassingFailure;
import io.waybill.service.logging.LogMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the status of a failed route: what the caller may know, and nothing else. */
final class StatusInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(StatusInterceptor.class);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return next.startCall(
        new SimpleForwardingServerCall<Q, A>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (status.getCause() == null) {
              super.close(status, trailers);
              return;
            }
            StatusRuntimeException mapped =
                statusOf(status.getCause(), call.getMethodDescriptor().getFullMethodName());
            Metadata details = mapped.getTrailers();
            if (details != null) {
              trailers.merge(details);
            }
            super.close(mapped.getStatus(), trailers);
          }
        },
        headers);
  }

  /** The answer to a failure; what is no fault of the caller is also logged. */
  static StatusRuntimeException statusOf(Throwable failure, String method) {
    StatusRuntimeException told = toldBy(failure);
    if (told != null) {
      return told;
    }
    if (PassingFailure.is(failure)) {
      LOG.warn(
          LogMarkers.OUTAGE,
          "{} answers UNAVAILABLE, the database is away: {}",
          method,
          failure.getMessage());
      return StatusProto.toStatusRuntimeException(
          CallRefused.unavailable(
                  "DATABASE_UNAVAILABLE", "The database is not available; try again.")
              .status());
    }
    LOG.error("{} answers INTERNAL", method, failure);
    return Status.INTERNAL.withDescription("Internal error.").asRuntimeException();
  }

  /** The code of that answer. */
  static Status.Code codeOf(Throwable failure) {
    StatusRuntimeException told = toldBy(failure);
    if (told != null) {
      return told.getStatus().getCode();
    }
    return PassingFailure.is(failure) ? Status.Code.UNAVAILABLE : Status.Code.INTERNAL;
  }

  /** What the failure itself says, or null. */
  private static StatusRuntimeException toldBy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallRefused refused) {
        return StatusProto.toStatusRuntimeException(refused.status());
      }
      if (cause instanceof StatusRuntimeException known) {
        return known;
      }
    }
    return null;
  }
}
