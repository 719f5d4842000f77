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
  void theRootCauseOfAStackTraceIsTheReason() throws IOException {
    assertThat(
            reason(
                """
                12:00:01 ERROR o.s.boot.SpringApplication Application run failed
                org.springframework.beans.factory.BeanCreationException: Error creating bean 'a'
                \tat org.springframework.Factory.create(Factory.java:1)
                Caused by: java.lang.IllegalStateException: cannot make a
                \tat io.waybill.A.<init>(A.java:1)
                Caused by: java.nio.file.NoSuchFileException: /etc/keys.json
                \tat java.base/sun.nio.fs.UnixException.x(UnixException.java:1)
                """
                    + "\tat io.waybill.Deep.call(Deep.java:1)\n".repeat(300)
                    + "\t... 22 more\n12:00:02 INFO stopping\n"))
        .isEqualTo("NoSuchFileException: /etc/keys.json");
  }

  @Test
  void whatSpringBootExplainsIsTheReason() throws IOException {
    assertThat(
            reason(
                """
                12:00:01 ERROR o.s.b.d.LoggingFailureAnalysisReporter

                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                Web server failed to start. Port 8080 was already in use.

                Action:

                Identify and stop the process that's listening on port 8080.
                """))
        .isEqualTo("Web server failed to start. Port 8080 was already in use.");
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
