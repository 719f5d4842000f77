package io.waybill.health;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One background part of an application, such as the relay or a consumer. It reports each attempt,
 * also one that found nothing to do; a part that reports nothing for longer than its limit, or that
 * only fails for so long, is down. While the database or Kafka is away it is not down: it waits.
 */
public final class BackgroundPart {
  private static final int LONGEST_REASON = 300;

  private final String component;
  private final String name;
  private final LongSupplier nanos;
  private volatile Duration limit;
  private volatile String route;
  private volatile Predicate<String> stopped = none -> false;

  private long last;
  private boolean idle;
  private String failure;
  private boolean outage;
  private long failingSince;
  private String ended;
  private long endedAt;

  BackgroundPart(String component, String name, Duration limit, LongSupplier nanos) {
    this.component = component;
    this.name = name;
    this.limit = limit;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** The kind of part: {@code relay}, {@code consumer}, {@code executor}, {@code retention}. */
  public String component() {
    return component;
  }

  /** Which of its kind: the consumer group, the route, the timer. */
  public String name() {
    return name;
  }

  void limit(Duration changed) {
    limit = changed;
  }

  /** The Camel route that drives it; null if none does. */
  public String route() {
    return route;
  }

  /** Without its route it has ended, whatever it reported last. */
  void drivenBy(String routeId, Predicate<String> isStopped) {
    stopped = isStopped;
    route = routeId;
  }

  /** It works: something was done, or there was nothing to do. */
  public synchronized void progressed() {
    alive();
    failure = null;
  }

  /** It has nothing to do, and may be silent until it is given something. */
  public synchronized void idle() {
    progressed();
    idle = true;
  }

  /** It is at work; whether that succeeds is not known yet. */
  public synchronized void alive() {
    last = nanos.getAsLong();
    idle = false;
    ended = null;
  }

  /** It is alive, but an attempt failed and will be repeated. */
  public synchronized void failed(Throwable cause) {
    alive();
    boolean away = Outage.is(cause);
    if (failure == null || away != outage) {
      failingSince = last;
    }
    outage = away;
    failure = reason(cause);
  }

  /** It has ended, and nothing starts it again. A later report takes that back. */
  public synchronized void ended(String why) {
    ended = why;
    endedAt = nanos.getAsLong();
  }

  /** How it is now. */
  public synchronized PartState state() {
    if (ended != null) {
      return state(false, "has ended: " + ended, endedAt);
    }
    if (stopped.test(route)) {
      return state(false, "has ended: its route " + route + " was stopped", last);
    }
    return working();
  }

  private PartState working() {
    long now = nanos.getAsLong();
    if (!idle && now - last > limit.toNanos()) {
      String cause = failure == null ? "" : "; its last failure: " + failure;
      return state(false, "has made no progress for over " + words(limit) + cause, last);
    }
    if (failure == null) {
      return state(true, null, last);
    }
    if (outage) {
      return state(true, "waits: " + failure, failingSince);
    }
    return state(now - failingSince <= limit.toNanos(), "fails: " + failure, failingSince);
  }

  private PartState state(boolean up, String reason, long at) {
    return new PartState(up, reason, Instant.now().minusNanos(nanos.getAsLong() - at));
  }

  private static String words(Duration limit) {
    return limit.toSeconds() > 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String line =
        message == null ? root.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
  }
}
