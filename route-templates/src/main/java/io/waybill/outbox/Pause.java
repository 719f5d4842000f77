package io.waybill.outbox;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * How long a relay that fails again and again waits before its next turn: each attempt writes lines
 * in the logs of Kafka's client, Camel and Spring, which nobody here can stop.
 */
final class Pause {
  private static final Duration FIRST = Duration.ofMillis(250);

  /** Kafka or the database may be back at any moment. */
  static final Duration AWAY = Duration.ofSeconds(5);

  /** Somebody must act, and each attempt opens a new producer. */
  static final Duration DENIED = Duration.ofSeconds(30);

  /** A failure so long after a pause is a first one again. */
  private static final Duration FORGET = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private int failures;
  private long until;

  Pause(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The first failure is followed by an attempt at once. */
  void failed(Throwable failure) {
    long now = nanos.getAsLong();
    failures = failures > 0 && now - until > FORGET.toNanos() ? 1 : failures + 1;
    long longest = (isDenial(failure) ? DENIED : AWAY).toNanos();
    long length =
        failures == 1 ? 0 : Math.min(longest, FIRST.toNanos() << Math.min(failures - 2, 8));
    until = now + length;
  }

  void succeeded() {
    failures = 0;
  }

  boolean isOver() {
    return failures == 0 || nanos.getAsLong() - until >= 0;
  }

  private static boolean isDenial(Throwable failure) {
    return ObjectHelper.getException(AuthenticationException.class, failure) != null
        || ObjectHelper.getException(AuthorizationException.class, failure) != null;
  }
}
