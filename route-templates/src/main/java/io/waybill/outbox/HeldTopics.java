package io.waybill.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Topics that the target does not take at the moment. Their events, and the later ones of the same
 * keys, are left out of the batches, so that all others go on. Now and then a batch of one event
 * may have them again.
 *
 * <p>A topic that the target <em>refuses</em> is given up after a while: if others have been
 * published since. Else it may be the target as a whole, which passes. A topic without an
 * <em>answer</em> is held back only, as a broker that is away parks nothing.
 */
final class HeldTopics {
  /** How long the target must have refused a topic before its events are parked. */
  static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

  /** When to try a topic again that has been refused and not been given up. */
  static final Duration TRY_AGAIN = Duration.ofSeconds(2);

  /** When to try a topic again otherwise: each attempt may cost seconds. */
  static final Duration TRY_LATER = Duration.ofSeconds(30);

  /** How long a topic is remembered that has been given up and has had no event since. */
  private static final Duration FORGET = Duration.ofMinutes(5);

  private static final class Held {
    final long since;
    long refusedAt;
    long tryAt;
    boolean othersWork;
    boolean givenUp;

    Held(long since) {
      this.since = since;
      this.refusedAt = since;
    }
  }

  private final LongSupplier nanos;
  private final Map<String, Held> topics = new HashMap<>();

  /** The topic of the last batch, if that was one event and had no answer. */
  private String suspect;

  HeldTopics(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The topics to leave out of the next batch. */
  String[] names(String tried) {
    Set<String> names =
        topics.keySet().stream().filter(name -> !name.equals(tried)).collect(Collectors.toSet());
    if (suspect != null) {
      names.add(suspect);
    }
    return names.toArray(String[]::new);
  }

  /** The topic that it is time to try again; null if there is none. */
  String due() {
    if (topics.isEmpty()) {
      return null;
    }
    long now = nanos.getAsLong();
    for (Map.Entry<String, Held> topic : topics.entrySet()) {
      Held held = topic.getValue();
      if (now - held.tryAt >= 0) {
        held.tryAt = now + TRY_LATER.toNanos();
        return topic.getKey();
      }
    }
    return null;
  }

  /**
   * The target has refused the topic.
   *
   * @return whether its events are to be parked
   */
  boolean refused(String topic) {
    long now = nanos.getAsLong();
    Held held = topics.computeIfAbsent(topic, name -> new Held(now));
    held.givenUp = held.givenUp || (held.othersWork && now - held.since >= GIVE_UP_AFTER.toNanos());
    held.refusedAt = now;
    held.tryAt = now + (held.givenUp ? TRY_LATER : TRY_AGAIN).toNanos();
    return held.givenUp;
  }

  /** Whether the topic is held back for the first time. */
  boolean isNew(String topic) {
    return !topics.containsKey(topic);
  }

  /** Whether the events of the topic have been parked already. */
  boolean isGivenUp(String topic) {
    Held held = topics.get(topic);
    return held != null && held.givenUp;
  }

  /**
   * A batch of one event had no answer. It may be its topic, so the next batch is one of the
   * others. If that has none either, it is the target.
   */
  void unanswered(String topic) {
    if (!topics.containsKey(topic)) {
      suspect = suspect == null ? topic : null;
    }
  }

  /** Events of these topics have been published. */
  void published(Collection<String> published) {
    if (suspect != null && !published.contains(suspect)) {
      // At once: the target as a whole may have come back just now.
      long now = nanos.getAsLong();
      Held held = new Held(now);
      held.tryAt = now;
      topics.put(suspect, held);
    }
    suspect = null;
    topics.keySet().removeAll(published);
    topics.values().forEach(held -> held.othersWork = true);
  }

  /**
   * Nothing was pending but what is held back.
   *
   * @param tried the topic that should have been tried with this batch; may be null
   */
  void nothingElse(String tried) {
    suspect = null;
    Held held = topics.get(tried);
    if (held != null && (!held.givenUp || nanos.getAsLong() - held.refusedAt > FORGET.toNanos())) {
      topics.remove(tried);
    }
  }

  /** Whether anything is held back. */
  boolean isEmpty() {
    return topics.isEmpty() && suspect == null;
  }
}
