package io.waybill.events.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's own consumer behind a steady one. It is made when it is needed, and made again after it
 * was dropped. Each one is told the same subscription.
 */
final class ReplaceableClient {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Supplier<Consumer<Object, Object>> clients;
  private Subscription subscription = client -> {};
  private volatile Consumer<Object, Object> client;

  private interface Subscription {
    void apply(Consumer<Object, Object> client) throws ReflectiveOperationException;
  }

  ReplaceableClient(Supplier<Consumer<Object, Object>> clients) {
    this.clients = clients;
  }

  /** Null if there is none now. */
  Consumer<Object, Object> get() {
    return client;
  }

  Consumer<Object, Object> connected() throws ReflectiveOperationException {
    if (client == null) {
      Consumer<Object, Object> made = clients.get();
      client = made;
      subscription.apply(made);
    }
    return client;
  }

  Set<TopicPartition> assignment() {
    return client == null ? Set.of() : client.assignment();
  }

  Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(connected(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** As {@link #call}, but makes no client for it. */
  Object callIfThere(Method method, Object[] arguments, Object otherwise) throws Throwable {
    return client == null ? otherwise : call(method, arguments);
  }

  void subscribe(Method method, Object[] arguments) throws ReflectiveOperationException {
    subscription = to -> method.invoke(to, arguments);
    if (client == null) {
      connected();
    } else {
      subscription.apply(client);
    }
  }

  void unsubscribe() {
    subscription = none -> {};
  }

  /** What was read and not committed is read again by the next client. */
  void drop() {
    Consumer<Object, Object> broken = client;
    client = null;
    if (broken != null) {
      broken.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
