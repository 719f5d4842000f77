package io.waybill.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Consumers whose records are a batch at once. camel-kafka emits a batch that is not full when the
 * next poll is over; so a poll that brought something is followed by one that brings nothing
 * without waiting for it. With that, polls may wait long, which costs least while nothing comes.
 * The consumers themselves are those of the Kafka component's own factory.
 */
public final class PromptKafkaClientFactory extends DefaultKafkaClientFactory
    implements CamelContextAware {
  private CamelContext camel;

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as Camel declares it
  public Consumer getConsumer(Properties settings) {
    KafkaClientFactory configured =
        camel.getComponent("kafka", KafkaComponent.class).getKafkaClientFactory();
    Consumer<Object, Object> consumer =
        configured == null ? super.getConsumer(settings) : configured.getConsumer(settings);
    return prompt(consumer);
  }

  @SuppressWarnings("unchecked")
  static Consumer<Object, Object> prompt(Consumer<Object, Object> consumer) {
    return (Consumer<Object, Object>)
        Proxy.newProxyInstance(
            PromptKafkaClientFactory.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new Calls(consumer)::answer);
  }

  /** Only the polling thread calls poll, as Kafka demands. */
  private static final class Calls {
    private final Consumer<Object, Object> consumer;
    private boolean brought;

    Calls(Consumer<Object, Object> consumer) {
      this.consumer = consumer;
    }

    Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
      boolean poll = method.getName().equals("poll");
      if (poll && brought) {
        brought = false;
        return ConsumerRecords.empty();
      }
      try {
        Object result = method.invoke(consumer, arguments);
        brought = poll ? !((ConsumerRecords<?, ?>) result).isEmpty() : brought;
        return result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    camel = context;
  }
}
