package io.waybill.grpc.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** {@code kafka_consumer_messages_consumed_total}, counted once their tasks are committed. */
@Component
final class ConsumedMessages {
  private final MeterRegistry meters;

  /** With counters that stand at zero from the start. */
  ConsumedMessages(
      MeterRegistry meters, @Value("${waybill.kafka.consumed-topics}") List<String> topics) {
    this.meters = meters;
    topics.forEach(this::counter);
  }

  /** The body is the columns of the batch; an event's type is its topic. */
  void count(Exchange exchange) {
    Map<?, ?> columns = exchange.getMessage().getBody(Map.class);
    Arrays.stream((String[]) columns.get("types"))
        .collect(Collectors.groupingBy(type -> type, Collectors.counting()))
        .forEach((topic, count) -> counter(topic).increment(count));
  }

  private Counter counter(String topic) {
    return Counter.builder("kafka.consumer.messages.consumed")
        .description("Messages whose effect is committed")
        .tag("topic", topic)
        .register(meters);
  }
}
