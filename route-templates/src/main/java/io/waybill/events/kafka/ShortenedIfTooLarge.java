package io.waybill.events.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The sending of a dead letter; who waits for it sends it shortened if Kafka refuses its size. */
final class ShortenedIfTooLarge implements Future<RecordMetadata> {
  /** Bytes of key and of value that a shortened letter keeps, and of all its headers. */
  private static final int KEPT = 32 * 1024;

  /** Header of a shortened letter: what is missing, and where the whole message is. */
  private static final String SHORTENED = "dead_letter_shortened";

  private static final String OURS = "dead_letter_";
  private static final long LIMIT_SECONDS = 120;

  private final Producer<byte[], byte[]> producer;
  private final ProducerRecord<byte[], byte[]> letter;
  private final Future<RecordMetadata> sent;

  ShortenedIfTooLarge(
      Producer<byte[], byte[]> producer,
      ProducerRecord<byte[], byte[]> letter,
      Future<RecordMetadata> sent) {
    this.producer = producer;
    this.letter = letter;
    this.sent = sent;
  }

  @Override
  public RecordMetadata get() throws InterruptedException, ExecutionException {
    try {
      return get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ExecutionException(e);
    }
  }

  @Override
  public RecordMetadata get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return sent.get(timeout, unit);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        return producer.send(shortened(letter)).get(timeout, unit);
      }
      throw e;
    }
  }

  private static ProducerRecord<byte[], byte[]> shortened(ProducerRecord<byte[], byte[]> letter) {
    Headers kept = new RecordHeaders();
    int room = KEPT;
    for (Header header : letter.headers()) {
      int size = header.key().length() + (header.value() == null ? 0 : header.value().length);
      boolean ours = header.key().startsWith(OURS);
      if (ours || size <= room) {
        kept.add(header);
        room -= ours ? 0 : size;
      }
    }
    kept.add(
        SHORTENED,
        ("too large for the dead-letter topic: up to %d bytes are kept of the %d of the key and the"
                + " %d of the value, and %d of %d headers; the origin topic has it whole")
            .formatted(
                KEPT,
                length(letter.key()),
                length(letter.value()),
                kept.toArray().length,
                letter.headers().toArray().length)
            .getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        letter.topic(),
        letter.partition(),
        letter.timestamp(),
        first(letter.key()),
        first(letter.value()),
        kept);
  }

  private static byte[] first(byte[] bytes) {
    return length(bytes) <= KEPT ? bytes : Arrays.copyOf(bytes, KEPT);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return sent.cancel(mayInterruptIfRunning);
  }

  @Override
  public boolean isCancelled() {
    return sent.isCancelled();
  }

  @Override
  public boolean isDone() {
    return sent.isDone();
  }
}
