package io.waybill.grpc.api;

import com.google.rpc.BadRequest.FieldViolation;
import io.waybill.grpc.server.CallRefused;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that the caller hears all of it at once. */
final class FieldChecks {
  static final int MAX_TEXT = 100;

  private final List<FieldViolation> violations = new ArrayList<>();

  FieldChecks requiredText(String field, String value) {
    if (value.isEmpty()) {
      add(field, "is required");
    }
    return text(field, value, MAX_TEXT);
  }

  FieldChecks text(String field, String value, int maximum) {
    if (value.codePointCount(0, value.length()) > maximum) {
      add(field, "must have at most " + maximum + " characters");
    }
    return storable(field, value);
  }

  /** PostgreSQL stores no NUL. */
  FieldChecks storable(String field, String value) {
    if (value.indexOf('\0') >= 0) {
      add(field, "must not contain the character NUL");
    }
    return this;
  }

  FieldChecks add(String field, String description) {
    violations.add(FieldViolation.newBuilder().setField(field).setDescription(description).build());
    return this;
  }

  void orRefuse() {
    if (!violations.isEmpty()) {
      throw refusal();
    }
  }

  CallRefused refusal() {
    return CallRefused.invalid(violations);
  }
}
