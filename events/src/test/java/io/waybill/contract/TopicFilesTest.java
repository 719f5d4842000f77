package io.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that name topics name those of the AsyncAPI document. */
class TopicFilesTest {
  static Set<String> files() {
    return TopicFiles.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void namesTheTopicsOfTheDocument(String name) throws IOException {
    Path file = Path.of("..", name);
    String text = Files.readString(file);
    String expected = TopicFiles.all().get(name).apply(text);
    if (Boolean.getBoolean("reference.write") && !text.equals(expected)) {
      Files.writeString(file, expected);
      return;
    }
    assertThat(text)
        .as(
            "%s does not name the topics as events/src/main/resources/events/asyncapi.yaml does. Edit that"
                + " document, then: mvn -pl events test -Dreference.write=true",
            name)
        .isEqualTo(expected);
  }
}
