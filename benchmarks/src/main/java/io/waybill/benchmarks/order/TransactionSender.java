package io.waybill.benchmarks.order;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The alternative: a Kafka transaction for each batch. */
final class TransactionSender implements Sender {
  private final Properties settings;
  private Producer<Object, Object> producer;

  TransactionSender(String brokers, String transactionalId) {
    settings = ProducerSettings.of(brokers);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "20000");
  }

  @Override
  public void publish(List<ProducerRecord<Object, Object>> batch) throws PublishException {
    try {
      open();
      producer.beginTransaction();
      for (ProducerRecord<Object, Object> record : batch) {
        // The commit tells of a record that failed.
        var unused = producer.send(record);
      }
      producer.commitTransaction();
    } catch (KafkaException e) {
      // Whether it was committed cannot be told from all of these; the next producer of this id
      // ends what this one has left open.
      discard();
      throw new PublishException(e);
    }
  }

  private void open() {
    if (producer == null) {
      producer = new KafkaProducer<>(settings);
      producer.initTransactions();
    }
  }

  private void discard() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
