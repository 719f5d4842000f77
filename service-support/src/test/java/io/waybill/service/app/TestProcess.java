package io.waybill.service.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link TestApp} in a process of its own, which has ended. */
public record TestProcess(int exitCode, String out, String err) {
  private static final long TIMEOUT_SECONDS = 180;

  /** Runs it to its end. */
  public static TestProcess run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("waybill-test", ".out");
    Path err = Files.createTempFile("waybill-test", ".err");
    try {
      Process process = start(out, err, arguments);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException("It did not end: " + Files.readString(out));
      }
      return new TestProcess(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                TestApp.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // The JVM would announce it on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }
}
