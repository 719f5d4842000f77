package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fails when a statement or a Kamelet was changed and a sabotage no longer fits it. */
class SabotageTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Sabotage.class)
  void fitsTheFilesThatItChanges(Sabotage sabotage) {
    assertThat(sabotage.writeTo(directory)).isEqualTo(sabotage != Sabotage.NONE);
  }
}
