package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedJarTest {
  @TempDir Path directory;

  @Test
  void leavesAnOrdinaryJarAsItIs() throws IOException {
    Path jar = jar(false);

    assertThat(new UnpackedJar(jar).unpack(List.of("no-java"))).isEqualTo(jar);
  }

  @Test
  void unpacksASpringBootJarOnce() throws IOException {
    Path jar = jar(true);
    List<String> fakeJava = List.of("sh", "-c", "mkdir -p \"$6\" && : > \"$6/app.jar\"", "java");

    Path unpacked = new UnpackedJar(jar).unpack(fakeJava);

    assertThat(unpacked).exists().isNotEqualTo(jar);
    assertThat(new UnpackedJar(jar).unpack(List.of("no-java"))).isEqualTo(unpacked);
    try (var left = Files.list(directory.resolve("unpacked"))) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void saysThatAJarIsDamaged() throws IOException {
    Path jar = jar(true);

    assertThatThrownBy(() -> new UnpackedJar(jar).unpack(List.of("false")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("is damaged. Build it again: ./run");
  }

  private Path jar(boolean springBoot) throws IOException {
    Path jar = directory.resolve("app.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (springBoot) {
      manifest.getMainAttributes().putValue("Spring-Boot-Version", "3");
    }
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }
}
