package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a stack, when several {@code ./run} use them at once. */
class StackFilesTest {
  private static final int THREADS = 4;
  private static final int TIMES = 200;

  @TempDir private Path directory;

  @Test
  void aPlanIsNeverSeenInPart() throws Exception {
    Path file = directory.resolve("stack.properties");
    Plan plan = Plan.withOffset(0, Map.of(Service.REST, 9));
    plan.save(file);

    atOnce(
        thread -> {
          for (int time = 0; time < TIMES; time++) {
            if (thread % 2 == 0) {
              plan.save(file);
            } else {
              assertThat(Plan.load(file)).contains(plan);
            }
          }
          return null;
        });

    assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
  }

  @Test
  void passwordsThatAreMadeUpAtOnceAreAllKept() throws Exception {
    Path file = directory.resolve("data/passwords");

    List<String> madeUp = atOnce(thread -> new Passwords(file).of("role" + thread));

    Passwords later = new Passwords(file);
    assertThat(IntStream.range(0, THREADS).mapToObj(thread -> later.of("role" + thread)))
        .containsExactlyElementsOf(madeUp);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void pidFilesAndAddressesAreWrittenByManyWithoutHarm() throws Exception {
    PidFile pidFile = new PidFile(directory.resolve("run/rest-1.pid"));
    Path env = directory.resolve("env");
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

    atOnce(
        thread -> {
          for (int time = 0; time < TIMES; time++) {
            pidFile.write(self);
            EnvFile.write(env, Map.of("REST_URL", "http://127.0.0.1:8080"));
            assertThat(pidFile.living()).contains(self);
            assertThat(Files.readString(env)).isEqualTo("REST_URL='http://127.0.0.1:8080'\n");
          }
          return null;
        });
  }

  private interface Work<T> {
    T by(int thread) throws Exception;
  }

  private static <T> List<T> atOnce(Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<T>> calls =
          IntStream.range(0, THREADS)
              .<Callable<T>>mapToObj(thread -> () -> work.by(thread))
              .toList();
      List<T> results = new java.util.ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
