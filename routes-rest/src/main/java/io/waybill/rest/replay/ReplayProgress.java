package io.waybill.rest.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.TopicPartition;

/** How far a replay has come, and when it is done: each partition up to its end at the start. */
final class ReplayProgress {
  private static final String RECORDS = "replayRecords";

  private final Map<TopicPartition, Long> ends;
  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private long events;
  private long rejected;

  ReplayProgress(Map<TopicPartition, Long> ends) {
    this.ends = new HashMap<>(ends);
    completeIfDone();
  }

  /** Completed with the number of messages that could not be read, or with what it failed of. */
  CompletableFuture<Long> end() {
    return end;
  }

  /** How many messages have been read. */
  synchronized long events() {
    return events;
  }

  /** Remembers what a poll brought; the body stays as it is. */
  void received(Exchange exchange) {
    exchange.setProperty(RECORDS, exchange.getMessage().getBody(List.class));
  }

  /** Counts messages that are no events; the log has named each. */
  synchronized void rejected(Exchange exchange) {
    rejected += exchange.getMessage().getBody(List.class).size();
  }

  /** The batch is committed. */
  synchronized void stored(Exchange exchange) {
    @SuppressWarnings("unchecked")
    List<Exchange> records = exchange.getProperty(RECORDS, List.class);
    for (Exchange record : records) {
      Message message = record.getMessage();
      TopicPartition partition =
          new TopicPartition(
              message.getHeader(KafkaConstants.TOPIC, String.class),
              message.getHeader(KafkaConstants.PARTITION, Integer.class));
      long next = message.getHeader(KafkaConstants.OFFSET, Long.class) + 1;
      ends.computeIfPresent(partition, (any, last) -> next >= last ? null : last);
    }
    events += records.size();
    completeIfDone();
  }

  /** A batch could not be stored. */
  void failed(Exchange exchange) {
    end.completeExceptionally(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  private void completeIfDone() {
    if (ends.isEmpty()) {
      end.complete(rejected);
    }
  }
}
