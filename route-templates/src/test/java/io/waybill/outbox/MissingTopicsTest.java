package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class MissingTopicsTest {
  private final TimeoutException away = new TimeoutException("no answer");
  private final TimeoutException denied =
      new TimeoutException("not in metadata", new UnknownTopicOrPartitionException());

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final MissingTopics topics = new MissingTopics(now::get);

  @Test
  void givesUpATopicOnlyWhenKafkaHasDeniedItForAWhile() {
    topics.noteAnswer("orders", denied);
    assertThat(topics.isMissing("orders")).isFalse();

    pass(MissingTopics.PATIENCE);

    assertThat(topics.isMissing("orders")).isFalse();
    topics.noteAnswer("orders", denied);
    assertThat(topics.isMissing("orders")).isTrue();
    assertThat(topics.isMissing("others")).isFalse();
  }

  @Test
  void asksAgainAfterAWhile() {
    topics.noteAnswer("orders", denied);
    pass(MissingTopics.PATIENCE);
    topics.noteAnswer("orders", denied);

    pass(MissingTopics.ASK_AGAIN);

    assertThat(topics.isMissing("orders")).isFalse();
    topics.noteAnswer("orders", denied);
    assertThat(topics.isMissing("orders")).isTrue();
  }

  @Test
  void neverGivesUpBecauseTheBrokerIsAway() {
    topics.noteAnswer("orders", away);
    pass(Duration.ofDays(1));
    topics.noteAnswer("orders", away);

    assertThat(topics.isMissing("orders")).isFalse();
  }

  @Test
  void forgetsATopicThatIsThere() {
    topics.noteAnswer("orders", denied);
    pass(MissingTopics.PATIENCE);
    topics.noteAnswer("orders", null);
    topics.noteAnswer("orders", denied);

    assertThat(topics.isMissing("orders")).isFalse();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
