package io.waybill.service.kafka;

import io.waybill.service.failure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka which of the topics are there. */
final class TopicCheck implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 3_000;

  private final KafkaSettings settings;
  private final Map<String, String> security;
  private final String clientId;
  private Admin admin;

  /**
   * @param security how the client encrypts and logs in, by Kafka's names
   */
  TopicCheck(KafkaSettings settings, Map<String, String> security, String clientId) {
    this.settings = settings;
    this.security = security;
    this.clientId = clientId;
  }

  KafkaFinding ask() throws InterruptedException {
    try {
      connect();
      return settings.topics().isEmpty() ? clusterOnly() : missing();
    } catch (ExecutionException e) {
      return KafkaFinding.unreachable(
          e.getCause() instanceof TimeoutException
              ? "no broker answers within " + TIMEOUT_MILLIS / 1_000 + " s"
              : Reason.of(e.getCause()));
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException e) {
      // Thrown at once when no broker's name can be resolved.
      return KafkaFinding.unreachable(Reason.of(e));
    }
  }

  private KafkaFinding clusterOnly() throws InterruptedException, ExecutionException {
    admin.describeCluster().nodes().get();
    return KafkaFinding.missing(List.of());
  }

  private KafkaFinding missing() throws InterruptedException, ExecutionException {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(settings.topics()).topicNameValues();
    List<String> missing = new ArrayList<>();
    for (String topic : settings.topics()) {
      try {
        answers.get(topic).get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        missing.add(topic);
      }
    }
    return KafkaFinding.missing(missing);
  }

  private synchronized void connect() {
    if (admin == null) {
      Map<String, Object> client = new HashMap<>(security);
      client.putAll(
          Map.of(
              AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers(),
              AdminClientConfig.CLIENT_ID_CONFIG, clientId,
              AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
              AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
              AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, TIMEOUT_MILLIS,
              AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false));
      admin = Admin.create(client);
    }
  }

  /** The client, once it has {@link #ask asked}. */
  synchronized Admin admin() {
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
