package io.waybill.system.rig;

import java.time.Duration;
import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param at since the start of the campaign
 * @param target a process, such as {@code rest-2}; {@code all} for a full stop
 * @param peer {@code postgres} or {@code kafka}: the other end of the connections of the target; of
 *     a topic the denied operation; of a database's fault the service
 * @param lasts until it is mended
 */
record Fault(Duration at, Kind kind, String target, String peer, Duration lasts) {

  /** What goes wrong. */
  enum Kind {
    KILL,
    PAUSE,
    /** PostgreSQL's immediate shutdown. */
    IMMEDIATE_SHUTDOWN,
    /** PostgreSQL ends the sessions of all clients. */
    TERMINATE_SESSIONS,
    CUT,
    SLOW,
    HALF_OPEN,
    /** PostgreSQL's clock is an hour ahead; the mending is a step back. */
    CLOCK_AHEAD,
    /** PostgreSQL's clock is an hour behind; the mending is a step forward. */
    CLOCK_BEHIND,
    /** Everything is killed and started again. */
    FULL_STOP,
    /** Kafka denies an operation on a topic, the target, to everybody. */
    DENIED_TOPIC,
    /** Kafka lets every client send only some kilobytes a second. */
    QUOTA,
    /** The sessions of a service end, and new ones can only read, as after a failover. */
    READ_ONLY,
    /** The relay's row is lost, or its low-water mark is far ahead of all events. */
    WRONG_MARK,
    /** A task whose action ends the process that runs it. */
    DEADLY_TASK,
    /** A record of a topic, the target, is damaged on Kafka's disk before it is read. */
    CORRUPT_RECORD
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%6.1f s %s %s%s for %.1f s",
        at.toMillis() / 1000.0,
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        target,
        peer == null ? "" : " - " + peer,
        lasts.toMillis() / 1000.0);
  }
}
