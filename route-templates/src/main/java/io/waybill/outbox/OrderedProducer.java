package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that never lets a later record overtake one that failed: at the first failure it
 * stops, in the callback, before anything later can leave, and refuses every further record until
 * the sender has been told by {@link Future#get()}. The next record after that opens a new
 * producer.
 *
 * <p>It needs one request in flight at a time and waits for nothing itself. With a single request
 * in flight, all that can still reach the broker after a failure is the failed request itself, and
 * its predecessors are there already.
 */
final class OrderedProducer<K, V> extends DelegatingProducer<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(OrderedProducer.class);

  private final Supplier<Producer<K, V>> factory;
  private Producer<K, V> producer;

  /** Records of the open producer that have been sent and not been answered. */
  private AtomicInteger unanswered = new AtomicInteger();

  private Exception failure;
  private boolean senderTold;
  private boolean closed;

  /**
   * @param factory opens a producer with {@code max.in.flight.requests.per.connection=1}
   */
  OrderedProducer(Supplier<Producer<K, V>> factory) {
    this.factory = factory;
    this.producer = factory.get();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
    return send(record, null);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<K, V> record, Callback callback) {
    Producer<K, V> open;
    AtomicInteger count;
    synchronized (this) {
      if (failure != null && !senderTold) {
        return new Told(record, CompletableFuture.failedFuture(failure));
      }
      open = openProducer();
      count = unanswered;
      count.incrementAndGet();
    }
    Attempt attempt = new Attempt(Thread.currentThread(), count);
    try {
      Future<RecordMetadata> result =
          open.send(
              record, (metadata, e) -> completed(open, record, attempt, callback, metadata, e));
      attempt.queued = true;
      return new Told(record, result);
    } catch (RuntimeException e) {
      count.decrementAndGet();
      stopAfter(open, record, e, true);
      return new Told(record, CompletableFuture.failedFuture(e));
    }
  }

  private Producer<K, V> openProducer() {
    if (closed) {
      throw new IllegalStateException("The producer is closed: its route has been stopped.");
    }
    failure = null;
    senderTold = false;
    return current();
  }

  private void completed(
      Producer<K, V> from,
      ProducerRecord<K, V> record,
      Attempt attempt,
      Callback callback,
      RecordMetadata metadata,
      Exception e) {
    attempt.unanswered.decrementAndGet();
    if (e != null) {
      stopAfter(from, record, e, attempt.isBeforeQueued());
    }
    if (callback != null) {
      callback.onCompletion(metadata, e);
    }
  }

  /**
   * @param beforeQueued true when the record was refused before it was queued: what is queued is
   *     older and may go on
   */
  private void stopAfter(
      Producer<K, V> from, ProducerRecord<K, V> record, Exception e, boolean beforeQueued) {
    synchronized (this) {
      if (from != producer) {
        return;
      }
      if (failure == null) {
        failure = Refusals.refusal(record.topic(), eventId(record), e);
        senderTold = false;
      }
      // A record that was refused while no other was under way leaves nothing that could overtake.
      if (beforeQueued || (unanswered.get() == 0 && Refusals.isRefusal(e))) {
        return;
      }
      producer = null;
    }
    LOG.debug("Stopped publishing at the first failure, topic {}", record.topic(), e);
    from.close(Duration.ZERO);
  }

  private static String eventId(ProducerRecord<?, ?> record) {
    Header id = record.headers().lastHeader(CloudEventHeaders.ID);
    return id == null ? null : new String(id.value(), StandardCharsets.UTF_8);
  }

  /**
   * The sender asks for the results in the order in which it sent: all before this record have been
   * acknowledged.
   */
  private synchronized ExecutionException told(ProducerRecord<K, V> record, ExecutionException e) {
    senderTold = true;
    return new PartlyPublishedException(eventId(record), failure == null ? e.getCause() : failure);
  }

  /** Tells a failure inside {@code send} from one that a response brought. */
  private static final class Attempt {
    private final Thread sender;
    private final AtomicInteger unanswered;
    private volatile boolean queued;

    Attempt(Thread sender, AtomicInteger unanswered) {
      this.sender = sender;
      this.unanswered = unanswered;
    }

    boolean isBeforeQueued() {
      return !queued && sender.equals(Thread.currentThread());
    }
  }

  /** The sender's view of a record: asking for the result of a failed one is being told. */
  private final class Told implements Future<RecordMetadata> {
    private final ProducerRecord<K, V> record;
    private final Future<RecordMetadata> result;

    Told(ProducerRecord<K, V> record, Future<RecordMetadata> result) {
      this.record = record;
      this.result = result;
    }

    @Override
    public RecordMetadata get() throws InterruptedException, ExecutionException {
      try {
        return result.get();
      } catch (ExecutionException e) {
        throw told(record, e);
      }
    }

    @Override
    public RecordMetadata get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      try {
        return result.get(timeout, unit);
      } catch (ExecutionException e) {
        throw told(record, e);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return false;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isDone() {
      return result.isDone();
    }
  }

  @Override
  public void close(Duration timeout) {
    Producer<K, V> open;
    synchronized (this) {
      closed = true;
      open = producer;
      producer = null;
    }
    if (open != null) {
      open.close(timeout);
    }
  }

  @Override
  synchronized Producer<K, V> current() {
    if (producer == null) {
      producer = factory.get();
      unanswered = new AtomicInteger();
    }
    return producer;
  }
}
