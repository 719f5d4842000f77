package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimWindowTest {
  private final ClaimWindow window = new ClaimWindow();

  @Test
  void looksFurtherOnlyWhileTasksThatCannotRunAreInTheWay() {
    assertThat(parameters()).containsEntry("look", 64).containsEntry("newest", 0);
    assertThat(window.met(false, true, 0)).isTrue();
    assertThat(parameters()).containsEntry("look", 128).containsEntry("newest", 32);
    assertThat(window.met(false, true, 0)).isTrue();
    assertThat(parameters()).containsEntry("look", 256);
    assertThat(window.met(false, true, 0)).as("it would meet the same again").isFalse();
    assertThat(window.met(false, true, 100)).isTrue();
    assertThat(window.met(false, false, 100)).isFalse();
    assertThat(window.met(true, true, 0)).isFalse();
    assertThat(parameters()).containsEntry("look", 64);
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    window.addTo(parameters, 10);
    return parameters;
  }
}
