package io.waybill.local.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Gives a process a session of its own, without changing its pid. */
final class Detached {
  private static final List<String> PERL =
      List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die $!", "--");

  private Detached() {}

  /** What goes before the command line. */
  static List<String> prefix() {
    // macOS has no setsid, but Perl.
    return isOnPath("setsid") ? List.of("setsid") : PERL;
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
