package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
final class OrderedProducer<K, V> implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OrderedProducer.class);

  private final Supplier<Producer<K, V>> factory;
  private Producer<K, V> producer;

  /** Records of the open producer that have been sent and not been answered. */
  private AtomicInteger unanswered = new AtomicInteger();

  private Exception failure;
  private boolean senderTold;
  private boolean closed;

  private OrderedProducer(Supplier<Producer<K, V>> factory) {
    this.factory = factory;
    this.producer = factory.get();
  }

  /**
   * Such a producer.
   *
   * @param factory opens a producer with {@code max.in.flight.requests.per.connection=1}
   */
  @SuppressWarnings("unchecked")
  static <K, V> Producer<K, V> of(Supplier<Producer<K, V>> factory) {
    return (Producer<K, V>)
        Proxy.newProxyInstance(
            OrderedProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            new OrderedProducer<>(factory));
  }

  /** What is not named here goes to the open producer. */
  @Override
  @SuppressWarnings("unchecked")
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(this, arguments);
    }
    return switch (method.getName()) {
      case "send" ->
          send(
              (ProducerRecord<K, V>) arguments[0],
              arguments.length > 1 ? (Callback) arguments[1] : null);
      case "close" -> {
        close(arguments == null ? Duration.ofMillis(Long.MAX_VALUE) : (Duration) arguments[0]);
        yield null;
      }
      case "initTransactions", "beginTransaction" ->
          throw new UnsupportedOperationException(
              "An ordered producer has no transactions: drop transacted and transactionalId from"
                  + " the Kafka endpoint.");
      default -> passOn(method, arguments);
    };
  }

  private Object passOn(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(current(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Future<RecordMetadata> send(ProducerRecord<K, V> record, Callback callback) {
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
    // Tells a failure inside send from one that a response brought.
    Thread sender = Thread.currentThread();
    AtomicBoolean queued = new AtomicBoolean();
    try {
      Future<RecordMetadata> result =
          open.send(
              record,
              (metadata, e) -> {
                count.decrementAndGet();
                if (e != null) {
                  stopAfter(
                      open, record, e, !queued.get() && sender.equals(Thread.currentThread()));
                }
                if (callback != null) {
                  callback.onCompletion(metadata, e);
                }
              });
      queued.set(true);
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

  private void close(Duration timeout) {
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

  private synchronized Producer<K, V> current() {
    if (producer == null) {
      producer = factory.get();
      unanswered = new AtomicInteger();
    }
    return producer;
  }
}
