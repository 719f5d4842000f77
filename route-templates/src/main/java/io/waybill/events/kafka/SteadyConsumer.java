package io.waybill.events.kafka;

import io.waybill.health.WatchedConsumer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A Kafka consumer that goes on for ever. Its {@code poll} never throws: what failed is tried again
 * after a pause, by a new client if need be; an unreadable record is skipped alone; partitions of a
 * topic that is denied wait, the others don't. What a poll hands out is bounded by bytes, and what
 * passed unseen is reported.
 *
 * <p>Like Kafka's own, it belongs to one thread; only {@code wakeup} may come from others.
 */
final class SteadyConsumer implements InvocationHandler {
  private final ReplaceableClient client;
  private final HeldRecords held;
  private final WatchedConsumer watch;
  private final boolean prompt;
  private final PollFailures failures = new PollFailures();
  private final WaitingPartitions waiting = new WaitingPartitions();
  private final ReadPositions positions;
  private final PassedRecords passed;
  private final UnreadableRecords unreadable;
  private boolean brought;

  private SteadyConsumer(
      Supplier<Consumer<Object, Object>> clients,
      HeldRecords held,
      WatchedConsumer watch,
      ReadPositions positions,
      Duration look,
      boolean prompt) {
    this.client = new ReplaceableClient(clients);
    this.held = held;
    this.watch = watch;
    this.positions = positions;
    this.passed = new PassedRecords(positions, look);
    this.unreadable = new UnreadableRecords(passed);
    this.prompt = prompt;
  }

  /**
   * Makes a steady consumer.
   *
   * @param clients makes Kafka's own consumer; called again when one is beyond repair
   * @param watch what is told of polls and of the end
   * @param positions keeps how far the group has read
   * @param look how often it looks for what passed unseen
   * @param prompt whether a poll that brought something is followed by one that brings nothing
   */
  @SuppressWarnings("unchecked")
  static Consumer<Object, Object> of(
      Supplier<Consumer<Object, Object>> clients,
      HeldRecords held,
      WatchedConsumer watch,
      ReadPositions positions,
      Duration look,
      boolean prompt) {
    return (Consumer<Object, Object>)
        Proxy.newProxyInstance(
            SteadyConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new SteadyConsumer(clients, held, watch, positions, look, prompt));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(this, arguments);
    }
    return switch (method.getName()) {
      case "poll" -> poll((Duration) arguments[0]);
      case "subscribe", "assign" -> {
        subscribe(method, arguments);
        yield null;
      }
      case "unsubscribe" -> {
        client.unsubscribe();
        held.clear();
        passed.forget();
        yield client.callIfThere(method, arguments, null);
      }
      case "seek" -> {
        moved((TopicPartition) arguments[0], offset(arguments[1]));
        yield client.call(method, arguments);
      }
      case "seekToBeginning", "seekToEnd" -> {
        ((Collection<?>) arguments[0]).forEach(p -> moved((TopicPartition) p, null));
        yield client.call(method, arguments);
      }
      case "commitSync", "commitAsync" -> commit(method, arguments);
      case "close" -> {
        watch.closed();
        positions.close();
        yield client.callIfThere(method, arguments, null);
      }
      case "wakeup" -> client.callIfThere(method, arguments, null);
      case "assignment", "subscription", "paused" ->
          client.callIfThere(method, arguments, Set.of());
      default -> client.call(method, arguments);
    };
  }

  @SuppressWarnings("unchecked") // as Kafka's methods declare it
  private Object commit(Method method, Object[] arguments) throws Throwable {
    if (arguments == null || !(arguments[0] instanceof Map<?, ?>)) {
      return client.call(method, arguments);
    }
    Object[] own = arguments.clone();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        ReadPositions.ours((Map<TopicPartition, OffsetAndMetadata>) arguments[0]);
    own[0] = offsets;
    Object done = client.call(method, own);
    positions.committed(offsets);
    passed.committed(offsets);
    return done;
  }

  private static Long offset(Object position) {
    return position instanceof OffsetAndMetadata offset ? (Long) offset.offset() : (Long) position;
  }

  private void moved(TopicPartition partition, Long offset) {
    held.drop(partition);
    passed.moved(partition, offset);
  }

  private void subscribe(Method method, Object[] arguments) {
    try {
      client.subscribe(method, arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      failures.add(e);
      replace();
    }
  }

  private ConsumerRecords<Object, Object> poll(Duration timeout) {
    watch.polls();
    if (brought) {
      brought = false;
      return ConsumerRecords.empty();
    }
    if (held.isEmpty()) {
      read(timeout);
    }
    ConsumerRecords<Object, Object> batch =
        held.take(() -> read(Duration.ZERO), client::assignment);
    brought = prompt && !batch.isEmpty();
    return batch;
  }

  @SuppressWarnings("CatchingUnchecked") // an Error would end the thread as surely
  private void read(Duration timeout) {
    if (failures.pausing(timeout)) {
      return;
    }
    try {
      Consumer<Object, Object> now = client.connected();
      waiting.resume(now);
      ConsumerRecords<Object, Object> records = unreadable.poll(now, timeout);
      held.add(records);
      unreadable.watch(now, records);
      passed.watch(now, records).forEach(held::drop);
      failures.over();
      watch.polled();
      if (waiting.areOver()) {
        watch.topicsRead();
      }
    } catch (WakeupException stop) {
      // Camel asks whether it is to stop, before it polls again.
    } catch (InterruptException stop) {
      Thread.interrupted();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    Consumer<Object, Object> now = client.get();
    try {
      if (now != null && unreadable.isSkippedOrReadAgain(now, failure)) {
        if (!unreadable.isSkipping()) {
          failures.shortly();
        }
        return;
      }
      if (now != null && waiting.isOfSome(now, failure)) {
        watch.topicsFailed(failure);
        return;
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    watch.failed(failure);
    failures.add(failure);
    if (failures.needNewClient()) {
      replace();
    }
  }

  private void replace() {
    held.clear();
    passed.forget();
    try {
      client.drop();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }
}
