package orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the tutorial shows is what this example is. */
class TutorialTest {
  private static final Pattern FILE =
      Pattern.compile("(?ms)^<!-- from examples/orders-yaml/(\\S+) -->\\n```\\w+\\n(.*?)^```$");

  @Test
  void showsTheFilesOfThisExample() throws IOException {
    Matcher file = FILE.matcher(Files.readString(Path.of("../../docs/tutorial.md")));
    int files = 0;
    while (file.find()) {
      assertThat(file.group(2))
          .as(file.group(1))
          .isEqualTo(Files.readString(Path.of(file.group(1))));
      files++;
    }
    assertThat(files).as("files in the tutorial").isEqualTo(8);
  }
}
