package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.client.Events;
import io.waybill.system.rig.Fault.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final List<String> SERVICES = List.of("rest-1", "rest-2", "worker-1");

  @Test
  void theSameSeedDrawsTheSameFaults() {
    assertThat(draw(7, 300)).isEqualTo(draw(7, 300)).isNotEqualTo(draw(8, 300));
  }

  @Test
  void drawsEveryKindAndNamesATargetForEach() {
    List<Fault> faults = draw(1, 300);

    assertThat(faults.stream().map(Fault::kind).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Fault.Kind.class));
    assertThat(faults)
        .extracting(Fault::target)
        .contains("rest-1", "rest-2", "worker-1", "kafka", "postgres", "all");
    assertThat(faults)
        .filteredOn(fault -> EnumSet.of(Kind.CUT, Kind.SLOW, Kind.HALF_OPEN).contains(fault.kind()))
        .allMatch(this::isConnection);
    assertThat(faults)
        .filteredOn(fault -> fault.kind() == Kind.DENIED_TOPIC)
        .allMatch(fault -> Events.TOPICS.contains(fault.target()));
    assertThat(faults)
        .filteredOn(fault -> fault.kind() == Kind.CORRUPT_RECORD)
        .allMatch(fault -> fault.target().startsWith("resource."));
  }

  @Test
  void spreadsThemOverTheDurationInOrder() {
    List<Fault> faults = draw(3, 100);

    assertThat(faults).extracting(Fault::at).isSorted();
    assertThat(faults.get(99).at()).isBetween(LONG.multipliedBy(98).dividedBy(100), LONG);
    assertThat(faults)
        .allMatch(fault -> fault.lasts().compareTo(Duration.ofSeconds(25)) <= 0)
        .anyMatch(fault -> fault.lasts().compareTo(Duration.ofSeconds(20)) > 0);
  }

  private boolean isConnection(Fault fault) {
    return SERVICES.contains(fault.target()) && List.of("postgres", "kafka").contains(fault.peer());
  }

  private static List<Fault> draw(long seed, int count) {
    return FaultPlan.draw(seed, LONG, count, SERVICES, Duration.ofSeconds(25));
  }
}
