package io.waybill.operator;

import io.waybill.events.RepeatedFailureLog;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.TopicPartition;

/** What Kafka is told about a dead letter: that it is stored, or that it is to come again. */
final class DeadLetterStored {
  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(DeadLetterStored.class);

  private DeadLetterStored() {}

  static void commit(Exchange exchange) {
    exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class).commit();
  }

  /** Goes back to the letter: a poll brings no more than one, so none behind it is known yet. */
  static void readAgain(Exchange exchange) {
    Message letter = exchange.getMessage();
    String topic = letter.getHeader(KafkaConstants.TOPIC, String.class);
    int partition = letter.getHeader(KafkaConstants.PARTITION, Integer.class);
    long offset = letter.getHeader(KafkaConstants.OFFSET, Long.class);
    LOG.warn(
        "A dead letter was not stored and is read again: %s partition %d offset %d"
            .formatted(topic, partition, offset),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    DefaultKafkaManualCommit commit =
        letter.getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
    try {
      commit.getCamelExchangePayload().consumer.seek(new TopicPartition(topic, partition), offset);
    } catch (IllegalStateException notOursAnyMore) {
      // Another replica reads it from what is committed.
    }
  }
}
