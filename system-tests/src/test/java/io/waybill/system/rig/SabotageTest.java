package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever changes a statement or a Kamelet sees here that the sabotage no longer fits. */
class SabotageTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Sabotage.class)
  void fitsTheFilesThatItChanges(Sabotage sabotage) {
    assertThat(sabotage.writeTo(directory)).isEqualTo(sabotage != Sabotage.NONE);
  }
}
