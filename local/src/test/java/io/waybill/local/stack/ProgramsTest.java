package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  @TempDir private Path directory;

  @Test
  void aServiceRunsFromFilesThatAnotherBuildDoesNotTouch() throws IOException {
    Path jar = unpacked("0a-1", "old");

    Path copy = programs().copy(jar);
    io.waybill.local.Directories.delete(directory.resolve("target"));

    assertThat(copy).startsWith(directory.resolve("stack/programs")).hasContent("old");
    assertThat(copy.resolveSibling("lib/a.jar")).hasContent("library");
  }

  @Test
  void theCopyOfAnEarlierBuildGoesOnceNothingRunsFromIt() throws IOException {
    Path old = programs().copy(unpacked("0a-1", "old"));

    Path current = programs().copy(unpacked("0b-2", "new"));

    assertThat(old.getParent()).doesNotExist();
    assertThat(current).hasContent("new");
    assertThat(programs().copy(unpacked("0b-2", "new"))).isEqualTo(current);
  }

  @Test
  void theCopyOfARunningProcessStays() throws Exception {
    Path old = programs().copy(unpacked("0a-1", "old"));
    Process process = new ProcessBuilder("tail", "-f", old.toString()).start();
    try {
      programs().copy(unpacked("0b-2", "new"));
      assertThat(old).exists();
    } finally {
      process.destroy();
      process.waitFor();
    }
    programs().deleteUnused("");
    assertThat(old.getParent()).doesNotExist();
  }

  @Test
  void aJarOfItsOwnStaysWhereItIs() throws IOException {
    Path jar = Files.writeString(directory.resolve("x.jar"), "x");

    assertThat(programs().copy(jar)).isEqualTo(jar);
  }

  private Programs programs() {
    return new Programs(directory.resolve("stack/programs"));
  }

  private Path unpacked(String id, String content) throws IOException {
    Path folder = directory.resolve("target/unpacked").resolve(id);
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/a.jar"), "library");
    return Files.writeString(folder.resolve("routes-x.jar"), content);
  }
}
