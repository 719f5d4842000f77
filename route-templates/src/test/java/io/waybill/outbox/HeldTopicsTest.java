package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldTopicsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final HeldTopics topics = new HeldTopics(now::get);

  @Test
  void givesATopicUpWhenItIsRefusedForAWhileAndOthersArePublished() {
    assertThat(topics.refused("denied")).isFalse();
    assertThat(topics.names(null)).containsExactly("denied");
    topics.published(List.of("allowed"));

    pass(HeldTopics.GIVE_UP_AFTER);

    assertThat(topics.refused("denied")).isTrue();
    assertThat(topics.names(null)).containsExactly("denied");
  }

  @Test
  void givesNoTopicUpWhileAllAreRefused() {
    topics.refused("one");
    topics.refused("two");
    pass(Duration.ofDays(1));

    assertThat(topics.refused("one")).isFalse();
    assertThat(topics.refused("two")).isFalse();
  }

  @Test
  void triesATopicAgainNowAndThenAndThenLeavesItIn() {
    topics.refused("denied");
    assertThat(topics.due()).isNull();

    pass(HeldTopics.TRY_AGAIN);

    assertThat(topics.due()).isEqualTo("denied");
    assertThat(topics.names("denied")).isEmpty();
    assertThat(topics.due()).isNull();
  }

  @Test
  void forgetsATopicThatIsPublishedAgain() {
    topics.refused("denied");
    topics.published(List.of("denied"));

    assertThat(topics.isEmpty()).isTrue();
  }

  @Test
  void forgetsATopicThatHasNoEventAnyMore() {
    topics.refused("denied");
    topics.nothingElse("denied");

    assertThat(topics.isEmpty()).isTrue();
  }

  @Test
  void suspectsATopicWithoutAnswerUntilAnotherHasNoneEither() {
    topics.unanswered("one");
    assertThat(topics.names(null)).containsExactly("one");

    topics.unanswered("two");

    assertThat(topics.names(null)).isEmpty();
  }

  @Test
  void holdsBackATopicWithoutAnswerWhileOthersArePublishedButNeverGivesItUp() {
    topics.unanswered("leaderless");
    topics.published(List.of("others"));

    assertThat(topics.names(null)).containsExactly("leaderless");
    assertThat(topics.due()).isEqualTo("leaderless");
    topics.unanswered("leaderless");
    pass(Duration.ofDays(1));
    topics.published(List.of("others"));
    assertThat(topics.isGivenUp("leaderless")).isFalse();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
