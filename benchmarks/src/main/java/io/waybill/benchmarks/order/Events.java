package io.waybill.benchmarks.order;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Numbered events of {@value #BYTES} bytes, spread over {@value #KEYS} keys. */
final class Events {
  static final int KEYS = 50;
  static final int BYTES = 300;

  private final String topic;
  private int next;

  Events(String topic) {
    this.topic = topic;
  }

  /** The next events, in the order in which they are to be seen. */
  List<ProducerRecord<Object, Object>> batch(int size) {
    List<ProducerRecord<Object, Object>> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++, next++) {
      byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(next % KEYS).array();
      byte[] value = ByteBuffer.allocate(BYTES).putInt(next).array();
      batch.add(new ProducerRecord<>(topic, key, value));
    }
    return batch;
  }

  /** How many events there have been. */
  int count() {
    return next;
  }

  static int key(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }

  static int number(byte[] value) {
    return ByteBuffer.wrap(value).getInt();
  }
}
