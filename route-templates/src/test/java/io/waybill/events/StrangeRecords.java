package io.waybill.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that no producer of events sends, and any other may. */
final class StrangeRecords {
  private static final byte[] NOT_UTF8 = {(byte) 0xc3, 0x28, 0, (byte) 0xff};

  private StrangeRecords() {}

  static List<ProducerRecord<byte[], byte[]>> of(String topic, int partition) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    all.add(new ProducerRecord<>(topic, partition, null, null));
    all.add(new ProducerRecord<>(topic, partition, new byte[0], new byte[0]));
    all.add(new ProducerRecord<>(topic, partition, NOT_UTF8, NOT_UTF8));
    all.add(new ProducerRecord<>(topic, partition, noise(5000), bytes("{}")));
    all.add(new ProducerRecord<>(topic, partition, bytes("k"), noise(900_000)));
    all.add(eventOf(topic, partition, "{\"a\":\"\\ud800\"}"));
    all.add(eventOf(topic, partition, "{\"a\":\"\\u0000\"}"));
    all.add(eventOf(topic, partition, "{\"a\":"));
    all.add(eventOf(topic, partition, "[".repeat(400_000)));
    all.add(eventOf(topic, partition, "{\"a\":" + "9".repeat(100_000) + "}"));

    ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(topic, partition, null, null);
    for (int i = 0; i < 5000; i++) {
      headers.headers().add("h" + i, bytes("v"));
    }
    headers.headers().add("", null).add("ce_id", null).add("ce_id", NOT_UTF8);
    headers.headers().add("CE_ID", bytes("x")).add("ce_id", noise(200_000));
    headers.headers().add("kafka.TOPIC", bytes("elsewhere")).add("\0", bytes("\0"));
    headers.headers().add("dead_letter_partition", bytes("99999999999999"));
    headers.headers().add("dead_letter_topic", bytes("")).add("traceparent", noise(3000));
    all.add(headers);
    return all;
  }

  private static ProducerRecord<byte[], byte[]> eventOf(
      String topic, int partition, String payload) {
    ProducerRecord<byte[], byte[]> event =
        new ProducerRecord<>(topic, partition, bytes("k"), bytes(payload));
    event.headers().add("ce_id", bytes(UUID.randomUUID().toString()));
    event.headers().add("ce_type", bytes(topic));
    event.headers().add("ce_subject", bytes("k"));
    event.headers().add("ce_sequence", bytes("1"));
    return event;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(7).nextBytes(bytes);
    return bytes;
  }
}
