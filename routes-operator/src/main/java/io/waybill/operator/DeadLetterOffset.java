package io.waybill.operator;

import io.waybill.events.RepeatedFailureLog;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.TopicPartition;

/** The consumer's position after a dead letter: behind it once it is stored, else on it again. */
final class DeadLetterOffset {
  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(DeadLetterOffset.class);

  private DeadLetterOffset() {}

  static void commit(Exchange exchange) {
    exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class).commit();
  }

  /** A poll brings no more than one record, so no later one has been read yet. */
  static void seekBack(Exchange exchange) {
    Message record = exchange.getMessage();
    String topic = record.getHeader(KafkaConstants.TOPIC, String.class);
    int partition = record.getHeader(KafkaConstants.PARTITION, Integer.class);
    long offset = record.getHeader(KafkaConstants.OFFSET, Long.class);
    LOG.warn(
        "A dead letter was not stored and is read again: %s partition %d offset %d"
            .formatted(topic, partition, offset),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    DefaultKafkaManualCommit commit =
        record.getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
    try {
      commit.getCamelExchangePayload().consumer.seek(new TopicPartition(topic, partition), offset);
    } catch (IllegalStateException notAssignedAnyMore) {
      // Another replica reads it from the committed offset.
    }
  }
}
