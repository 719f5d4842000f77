package io.waybill.benchmarks.order;

import io.waybill.outbox.OrderedKafkaClientFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The product's producer: one request in flight, stopped at the first failure. */
final class OrderedSender implements Sender {
  private final Producer<Object, Object> producer;

  OrderedSender(String brokers) {
    producer = new OrderedKafkaClientFactory().getProducer(ProducerSettings.of(brokers));
  }

  @Override
  public void publish(List<ProducerRecord<Object, Object>> batch) throws PublishException {
    List<Future<RecordMetadata>> results = new ArrayList<>(batch.size());
    for (ProducerRecord<Object, Object> record : batch) {
      results.add(producer.send(record));
    }
    try {
      for (Future<RecordMetadata> result : results) {
        result.get();
      }
    } catch (ExecutionException e) {
      throw new PublishException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
