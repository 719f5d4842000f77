package io.waybill.system.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this checkout is. */
public final class Project {
  private Project() {}

  /** The directory with the script {@code run}. */
  public static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("run"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException(
          "There is no ./run above " + Path.of("").toAbsolutePath() + ": start in the checkout.");
    }
    return directory;
  }
}
