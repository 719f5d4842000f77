package io.waybill.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names every setting, with its default and meaning. */
class SettingsReferenceTest {
  private static final Path DOCUMENT = Project.root().resolve("docs/configuration.md");

  private final SettingsReference reference;

  SettingsReferenceTest() throws IOException {
    reference = new SettingsReference(Project.root());
  }

  @Test
  void isUpToDate() throws IOException {
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(DOCUMENT, reference.text());
    }
    assertThat(Files.readString(DOCUMENT))
        .as("docs/configuration.md, generated; the file says how")
        .isEqualTo(reference.text());
  }

  @Test
  void eachSettingHasAMeaning() throws IOException {
    assertThat(reference.parts().values().stream().flatMap(java.util.List::stream))
        .hasSizeGreaterThan(60)
        .allSatisfy(row -> assertThat(row.meaning()).as(row.name()).isNotBlank());
  }
}
