package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.junit.jupiter.api.Test;

/** What a failure of Kafka concerns. */
class RefusalsTest {
  @Test
  void aBrokerThatIsFullSlowOrAwayRefusesNothing() {
    for (Exception failure :
        List.of(
            new KafkaStorageException("the disk is full"),
            new TimeoutException("expired", new KafkaStorageException()),
            new NotEnoughReplicasException(),
            new ThrottlingQuotaExceededException("slow down"),
            new UnknownServerException(),
            new DisconnectException(),
            new TimeoutException("expired"))) {
      assertThat(Refusals.refusal("orders", "e-1", failure)).isSameAs(failure);
      assertThat(Refusals.isRefusal(failure)).as(failure.toString()).isFalse();
    }
  }

  @Test
  void anEventOrATopicIsRefused() {
    assertThat(Refusals.refusal("orders", "e-1", new RecordTooLargeException("too large")))
        .isInstanceOf(EventRefusedException.class);
    assertThat(Refusals.refusal("not a topic!", "e-1", new InvalidTopicException("no")))
        .isInstanceOf(EventRefusedException.class);
    assertThat(Refusals.refusal("orders", "e-1", new TopicAuthorizationException("orders")))
        .isInstanceOf(TopicRefusedException.class);
  }
}
