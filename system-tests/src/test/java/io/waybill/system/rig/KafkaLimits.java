package io.waybill.system.rig;

import io.waybill.local.kafka.KafkaAcls;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/** What Kafka denies, and how much it takes. Changes are tried until a broker has made them. */
final class KafkaLimits {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ANSWER_MILLIS = 10_000;

  private final Supplier<String> brokers;

  KafkaLimits(Supplier<String> brokers) {
    this.brokers = brokers;
  }

  void deny(String topic, AclOperation operation) {
    untilDone(() -> KafkaAcls.deny(brokers.get(), topic, operation));
  }

  void allow(String topic) {
    untilDone(() -> KafkaAcls.clear(brokers.get(), topic));
  }

  /** Every client of its own may send so much. */
  void quota(double bytesASecond) {
    untilDone(() -> producerQuota(bytesASecond));
  }

  void noQuota() {
    untilDone(() -> producerQuota(null));
  }

  private void producerQuota(Double bytesASecond) {
    ClientQuotaEntity everyClient =
        new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    ClientQuotaAlteration alteration =
        new ClientQuotaAlteration(
            everyClient, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesASecond)));
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers.get(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ANSWER_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ANSWER_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      admin.alterClientQuotas(List.of(alteration)).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void untilDone(Runnable change) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        change.run();
        return;
      } catch (IllegalStateException away) {
        if (System.nanoTime() > deadline) {
          throw away;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
