package io.waybill.benchmarks.http.plain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A row, a request's answer, and an event's payload. */
record Resource(
    String id,
    String name,
    String description,
    String status,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("updated_at") Instant updatedAt) {

  static Resource create(String name, String description, String status) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return new Resource(
        UuidCreator.getTimeOrderedEpoch().toString(), name, description, status, now, now);
  }
}
