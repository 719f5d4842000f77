package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path directory;

  @Test
  void theLastErrorIsTheReason() throws IOException {
    assertThat(reason("ERROR first\nINFO x\nERROR  KAFKA_BROKERS is missing \nINFO stopping\n"))
        .isEqualTo("ERROR  KAFKA_BROKERS is missing");
  }

  @Test
  void withoutAnErrorItIsTheLastLine() throws IOException {
    assertThat(reason("one\ntwo\n\n")).isEqualTo("two");
  }

  @Test
  void anEmptyOrMissingLogIsSaid() throws IOException {
    assertThat(reason("")).isEqualTo("its log is empty");
    assertThat(LogTail.reason(directory.resolve("none"))).isEqualTo("it left no log");
  }

  private String reason(String log) throws IOException {
    return LogTail.reason(Files.writeString(directory.resolve("x.log"), log));
  }
}
