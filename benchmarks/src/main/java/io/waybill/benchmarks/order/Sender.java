package io.waybill.benchmarks.order;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One way to publish a batch so that no later event of a key is seen before an earlier one. */
interface Sender extends AutoCloseable {

  /**
   * Returns when Kafka has taken the whole batch.
   *
   * @throws PublishException when it may not have; the caller publishes the same batch again
   */
  void publish(List<ProducerRecord<Object, Object>> batch) throws PublishException;

  @Override
  void close();
}
