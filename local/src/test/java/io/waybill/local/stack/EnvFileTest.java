package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {
  @Test
  void aShellReadsAnyValueBack(@TempDir Path directory) throws IOException {
    String value = "http://a http://b 'x' \"y\" $HOME `id` \\ &;";
    Path file = directory.resolve("env");

    EnvFile.write(file, Map.of("REST_URLS", value));

    Process shell =
        new ProcessBuilder("sh", "-c", ". ./env; printf %s \"$REST_URLS\"")
            .directory(directory.toFile())
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }

  @Test
  void onlyTheUserReadsIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("env");

    EnvFile.write(file, Map.of("A", "secret"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
