package io.waybill.events.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Producers that send a dead letter in a shortened form when Kafka takes it for too large: it must
 * not hold up its partition for ever. The clients themselves are those of the Kafka component's own
 * factory.
 */
public final class DeadLetterClientFactory extends DefaultKafkaClientFactory
    implements CamelContextAware {
  private CamelContext camel;

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as Camel declares it
  public Producer getProducer(Properties settings) {
    KafkaClientFactory configured =
        camel.getComponent("kafka", KafkaComponent.class).getKafkaClientFactory();
    Producer<byte[], byte[]> producer =
        configured == null ? super.getProducer(settings) : configured.getProducer(settings);
    return shortening(producer);
  }

  @SuppressWarnings("unchecked")
  static Producer<byte[], byte[]> shortening(Producer<byte[], byte[]> producer) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            DeadLetterClientFactory.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(producer, arguments);
                return method.getName().equals("send")
                    ? new ShortenedIfTooLarge(
                        producer,
                        (ProducerRecord<byte[], byte[]>) arguments[0],
                        (Future<RecordMetadata>) result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
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
