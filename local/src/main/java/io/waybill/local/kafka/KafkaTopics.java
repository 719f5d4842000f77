package io.waybill.local.kafka;

import io.waybill.local.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates topics. */
public final class KafkaTopics {
  private static final int LIMIT_SECONDS = 60;

  private KafkaTopics() {}

  private static NewTopic newTopic(String name) {
    // A dead letter is a message with more headers.
    int bytes = (name.startsWith("dead-letter.") ? 2 : 1) * Topics.MAX_MESSAGE_BYTES;
    return new NewTopic(name, Topics.PARTITIONS, (short) 1)
        .configs(Map.of("max.message.bytes", Integer.toString(bytes)));
  }

  /** Creates those of the topics that are not there yet and waits until they can be used. */
  public static void create(String brokers, String... names) {
    KafkaLogging.quiet();
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
      Set<String> present = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      List<NewTopic> missing =
          Arrays.stream(names)
              .filter(name -> !present.contains(name))
              .map(name -> newTopic(name))
              .toList();
      admin.createTopics(missing).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Cannot create topics " + List.of(names) + " on " + brokers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topics", e);
    }
  }
}
