package io.waybill.health;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.CamelContext;

/**
 * What a Kafka consumer reports: each poll, what a poll failed with, and its end. A consumer that
 * was closed and is not replaced has ended, whatever Camel says of its route.
 */
public final class WatchedConsumer {
  /** Longer than a dead letter may take to be sent. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private final BackgroundParts parts;
  private final BackgroundPart part;
  private final BackgroundPart topics;

  /** Of a consumer with these settings of Kafka's, which is being made. */
  public WatchedConsumer(CamelContext camel, Properties settings) {
    parts = BackgroundParts.of(camel);
    String group = String.valueOf(settings.get("group.id"));
    part = parts.part("consumer", group, LIMIT);
    part.alive();
    topics = parts.part("topics", group, LIMIT);
    topics.idle();
  }

  /** A poll begins: what the one before brought has been processed. */
  public void polls() {
    part.alive();
  }

  /** A poll has ended well. */
  public void polled() {
    part.progressed();
  }

  /** A poll has failed. */
  public void failed(Throwable failure) {
    part.failed(failure);
  }

  /**
   * Some topics can't be read, such as one that is denied; the consumer goes on with the others.
   */
  public void topicsFailed(Throwable failure) {
    topics.failed(failure);
  }

  /** All topics are read. */
  public void topicsRead() {
    topics.idle();
  }

  /** The consumer is closed. */
  public void closed() {
    if (!parts.applicationStops()) {
      part.ended("its Kafka consumer was closed; see the log for the reason");
    }
  }
}
