package io.waybill.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script ./run in a project of empty files, with a Maven and a Java that only say they ran. */
class RunScriptTest {
  private static final List<String> MODULES =
      List.of(
          "proto",
          "events",
          "local",
          "route-templates",
          "service-support",
          "routes-operator",
          "routes-rest",
          "routes-grpc",
          "routes-worker");
  private static final List<String> TOOLS =
      List.of(
          "cat", "cksum", "cp", "dirname", "find", "grep", "head", "ln", "ls", "mkdir", "mktemp",
          "mv", "rm", "sed", "sleep", "tee", "touch", "tr");

  @TempDir private Path project;
  private Path tools;

  /** What the script printed, and its exit code. */
  private record Outcome(int code, String output) {
    boolean calledMaven() {
      return output.contains("(Maven; the whole output is in");
    }

    boolean launched() {
      return output.contains("LAUNCHED");
    }
  }

  @BeforeEach
  void layOut() throws IOException {
    Files.copy(Path.of("..", "run"), project.resolve("run"));
    tools = Files.createDirectory(project.resolve("tools"));
    for (String tool : TOOLS) {
      program("tools/" + tool, "exec " + find(tool) + " \"$@\"");
    }
    Files.writeString(project.resolve("pom.xml"), "");
    for (String module : MODULES) {
      Path main = Files.createDirectories(project.resolve(module).resolve("src/main"));
      Files.createDirectories(project.resolve(module).resolve("src/test"));
      Files.createDirectories(project.resolve(module).resolve("target"));
      Files.writeString(main.resolve("A.java"), "");
      Files.writeString(project.resolve(module).resolve("pom.xml"), "");
    }
    program("jdk/bin/javac", "");
    program(
        "jdk/bin/java",
        """
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1" 2021-10-19' >&2; exit; }
        echo "LAUNCHED $* in ${LC_ALL:-no locale}"
        [ ! -f at-launch ] || . ./at-launch
        """);
    program(
        "tools/mvn",
        """
        echo '[INFO] Building Waybill :: proto 0.1.0-SNAPSHOT   [1/7]'
        echo "$@" > mvn-arguments
        mkdir -p local/target/lib
        : > local/target/lib/a.jar
        for m in routes-rest routes-grpc routes-worker; do touch $m/target/$m.jar; done
        touch local/target/waybill-local.jar
        """);
    makeOlder(Duration.ofMinutes(10));
  }

  @Test
  void aFreshCloneIsBuiltWithProgressAndLaunched() throws IOException {
    Outcome outcome = run();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).contains("[1/7] Waybill :: proto").contains("LAUNCHED");
  }

  @Test
  void aSecondTimeWithNothingChangedMavenIsNotCalled() throws IOException {
    run();

    Outcome second = run("--detach");

    assertThat(second.calledMaven()).isFalse();
    assertThat(second.output()).contains("launcher.Main --detach");
  }

  @Test
  void aChangedSourceOfTheModuleOrOfOneItDependsOnIsBuilt() throws IOException {
    for (String changed :
        List.of(
            "pom.xml",
            "proto/src/main/A.java",
            "events/src/main/A.java",
            "route-templates/pom.xml",
            "service-support/src/main/A.java",
            "routes-operator/src/main/A.java",
            "routes-worker/src/main/A.java",
            "local/src/main/A.java")) {
      run();
      makeOlder(Duration.ofMinutes(1));
      touch(changed);

      assertThat(run().calledMaven()).as(changed).isTrue();
    }
  }

  @Test
  void aRemovedSourceIsBuiltToo() throws IOException {
    run();
    makeOlder(Duration.ofMinutes(1));
    Files.delete(project.resolve("routes-rest/src/main/A.java"));

    assertThat(run().calledMaven()).isTrue();
  }

  @Test
  void aChangedTestOrAnotherFileIsNot() throws IOException {
    run();
    makeOlder(Duration.ofMinutes(1));
    touch("routes-rest/src/test/T.java");
    touch("README.md");
    touch("routes-rest/target/x.class");

    assertThat(run().calledMaven()).isFalse();
  }

  @Test
  void aJarThatMavenFoundNoReasonToRewriteIsNotStaleForEver() throws IOException {
    run();
    makeOlder(Duration.ofMinutes(1));
    touch("proto/src/main/A.java");
    program("tools/mvn", "");
    assertThat(run().calledMaven()).isTrue();

    assertThat(run().calledMaven()).isFalse();
  }

  @Test
  void jarsOfAnotherMavenCallAreGoodToo() throws IOException {
    run();
    for (String module : List.of("local", "routes-rest", "routes-grpc", "routes-worker")) {
      Files.delete(project.resolve(module).resolve("target/run-built"));
    }

    assertThat(run().calledMaven()).isFalse();
  }

  @Test
  void aFailedBuildIsTheEndAndNamesItsLog() throws IOException {
    program("tools/mvn", "echo '[ERROR] A.java:[1,1] not a statement'; exit 1");

    Outcome outcome = run();

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.launched()).isFalse();
    assertThat(outcome.output())
        .contains("[ERROR] A.java:[1,1] not a statement")
        .contains("run: The build failed")
        .contains(".waybill/build.log");
    assertThat(run().calledMaven()).as("the next call builds again").isTrue();
  }

  @Test
  void neitherTestsNorListsOfPartsAreBuilt() throws IOException {
    run();
    makeOlder(Duration.ofMinutes(1));
    touch("routes-worker/src/main/A.java");
    run();

    assertThat(project.resolve("mvn-arguments"))
        .content()
        .contains("-Dmaven.test.skip=true", "-Dcyclonedx.skip=true", "-pl routes-worker -am");
  }

  @Test
  void aRestartBuildsTheServiceWhenItIsTold() throws IOException {
    run();

    Outcome outcome = run("restart", "--build", "grpc-2", "--port-offset", "7");

    assertThat(project.resolve("mvn-arguments")).content().contains("-pl routes-grpc -am");
    assertThat(outcome.output()).contains("launcher.Main restart grpc-2 --port-offset 7 in");
    assertThat(run("restart", "--build", "kafka").output()).contains("run: --build is for");
    assertThat(run("stop", "--build", "rest-1").output()).contains("run: --build is for");
  }

  @Test
  void theLauncherRunsFromACopyInTheFolderOfItsStack() throws IOException {
    Outcome outcome = run("--port-offset", "1000");

    assertThat(outcome.output())
        .containsPattern("-cp .waybill-1000/programs/local-[0-9]+-[0-9]+/waybill-local.jar:");
    assertThat(project.resolve(".waybill")).doesNotExist();
    assertThat(project.resolve(".waybill-1000/build.log")).exists();
  }

  @Test
  void withoutALocaleOfUtf8OneIsChosen() throws IOException {
    String expected = System.getProperty("os.name").startsWith("Linux") ? "C.UTF-8" : "no locale";

    assertThat(run().output()).contains("in " + expected);
  }

  @Test
  void aChangedSourceIsBuiltAndItsServiceStartedAgainWhileItIsWatched() throws IOException {
    run();
    makeOlder(Duration.ofMinutes(1));
    // The stack is up until it has been asked for a restart.
    Files.writeString(
        project.resolve("at-launch"),
        """
        case "$*" in
          *' status'*) echo 'worker-1    123  ready'; echo 'rest-1    124  ready' ;;
          *' restart'*) touch restarted ;;
          *) : > .waybill/env
            sleep 2
            touch routes-worker/src/main/A.java
            while [ ! -f restarted ]; do sleep 1; done ;;
        esac
        """);

    Outcome outcome = run("--watch", "--no-sample");

    assertThat(outcome.output())
        .contains("launcher.Main --no-sample in", "Building routes-worker (Maven")
        .contains("launcher.Main restart worker-1 in")
        .doesNotContain("restart rest-1");
  }

  @Test
  void aMissingMavenIsSaid() throws IOException {
    Files.delete(project.resolve("tools/mvn"));

    Outcome outcome = run();

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.output())
        .startsWith("run: There is no Maven here: install Maven")
        .hasLineCount(1);
  }

  @Test
  void aMissingOldOrWrongJavaIsSaid() throws IOException {
    program("jdk/bin/java", "echo 'java version \"1.8.0_202\"' >&2");
    assertThat(run()).satisfies(o -> assertThat(o.code()).isEqualTo(1));
    assertThat(run().output()).contains("is Java 1: install a JDK 17 or later").hasLineCount(1);

    Files.delete(project.resolve("jdk/bin/java"));
    assertThat(run().output())
        .contains("there is no bin/java in it: point it at a JDK 17")
        .hasLineCount(1);

    assertThat(runWithoutJavaHome().output())
        .contains("There is no Java here: install a JDK 17 or later")
        .hasLineCount(1);
  }

  @Test
  void stopAndStatusBuildNothing() throws IOException {
    Outcome before = run("status");
    assertThat(before.code()).isEqualTo(1);
    assertThat(before.output()).startsWith("run: Nothing was built here yet");
    run();
    touch("local/src/main/A.java");

    for (String verb : List.of("status", "stop", "restart")) {
      assertThat(run(verb).calledMaven()).as(verb).isFalse();
      assertThat(run(verb).output()).contains("launcher.Main " + verb);
    }
    assertThat(run("start", "rest-1").calledMaven()).isFalse();
  }

  private Outcome run(String... arguments) throws IOException {
    return run(true, arguments);
  }

  private Outcome runWithoutJavaHome() throws IOException {
    return run(false);
  }

  private Outcome run(boolean withJavaHome, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(find("bash").toString(), "./run"), Stream.of(arguments))
                .toList());
    builder.directory(project.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    if (withJavaHome) {
      builder.environment().put("JAVA_HOME", project.resolve("jdk").toString());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.onExit().join().exitValue(), output);
  }

  private void touch(String path) throws IOException {
    Path file = project.resolve(path);
    if (Files.exists(file)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } else {
      Files.writeString(file, "");
    }
  }

  private void makeOlder(Duration age) throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      all.forEach(path -> age(path, age));
    }
  }

  private static void age(Path path, Duration age) {
    try {
      Files.setLastModifiedTime(
          path, FileTime.from(Files.getLastModifiedTime(path).toInstant().minus(age)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void program(String path, String script) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!" + find("bash") + "\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path find(String tool) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("This machine has no " + tool));
  }
}
