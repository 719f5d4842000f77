package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @Test
  void replicasAreAHundredPortsApartAndTheOffsetMovesAll() {
    Plan plan = Plan.withOffset(1000, Map.of(Service.REST, 3, Service.GRPC, 2));

    assertThat(plan.postgresPort()).isEqualTo(6432);
    assertThat(plan.kafkaPort()).isEqualTo(10092);
    assertThat(plan.of(Service.REST))
        .extracting(Plan.Instance::httpPort)
        .containsExactly(9080, 9180, 9280);
    assertThat(plan.of(Service.GRPC))
        .extracting(Plan.Instance::grpcPort)
        .containsExactly(10090, 10190);
    assertThat(plan.of(Service.GRPC))
        .extracting(Plan.Instance::httpPort)
        .containsExactly(9081, 9181);
    assertThat(plan.of(Service.WORKER)).extracting(Plan.Instance::name).containsExactly("worker-1");
  }

  @Test
  void itIsReadBackAsItWasSaved(@TempDir Path directory) {
    Plan plan = Plan.onFreePorts(Map.of(Service.WORKER, 2));
    Path file = directory.resolve("stack.properties");

    assertThat(Plan.load(file)).isEmpty();
    plan.save(file);

    assertThat(Plan.load(file)).contains(plan);
  }

  @Test
  void anOffsetThatLeadsBeyondTheLastPortIsRefused() {
    assertThatThrownBy(() -> Plan.withOffset(60_000, Map.of()))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("69093");
  }
}
