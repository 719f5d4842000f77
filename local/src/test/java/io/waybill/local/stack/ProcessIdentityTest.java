package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  private Process sleeper;

  @BeforeEach
  void start() throws IOException {
    sleeper = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void end() {
    sleeper.destroyForcibly();
  }

  @Test
  void aProcessIsAliveUntilItEnds() {
    ProcessIdentity identity = ProcessIdentity.of(sleeper.pid()).orElseThrow();
    assertThat(identity.isAlive()).isTrue();

    sleeper.destroyForcibly().onExit().join();

    assertThat(identity.isAlive()).isFalse();
    assertThat(ProcessIdentity.of(sleeper.pid())).isEmpty();
  }

  @Test
  void aProcessThatGotThePidOfAnotherIsNotTheOther() {
    ProcessIdentity earlier = new ProcessIdentity(sleeper.pid(), "another boot/12345");

    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void aPidFileLeadsOnlyToTheProcessThatItWasWrittenFor(@TempDir Path directory)
      throws IOException {
    PidFile file = new PidFile(directory.resolve("run/x.pid"));
    assertThat(file.living()).isEmpty();

    ProcessIdentity identity = ProcessIdentity.of(sleeper.pid()).orElseThrow();
    file.write(identity);
    assertThat(file.living()).contains(identity);

    Files.writeString(file.path(), sleeper.pid() + " another boot/12345\n");
    assertThat(file.living()).isEmpty();
    Files.writeString(file.path(), "damaged");
    assertThat(file.living()).isEmpty();
  }

  @Test
  void aStoppedProcessIsPausedAndAlive() {
    ProcessIdentity identity = ProcessIdentity.of(sleeper.pid()).orElseThrow();
    assertThat(identity.isPaused()).isFalse();

    Signals.send(identity, "STOP");
    assertThat(settles(identity::isPaused)).isTrue();
    assertThat(identity.isAlive()).isTrue();

    Signals.send(identity, "CONT");
    assertThat(settles(() -> !identity.isPaused())).isTrue();
  }

  // A signal is sent, not yet delivered, when kill returns.
  private static boolean settles(java.util.function.BooleanSupplier condition) {
    return Waiting.until(condition, Duration.ofSeconds(5), Duration.ofMillis(5));
  }
}
