package io.waybill.local.postgres;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL refuses to run as root; this is how root starts it all the same. */
final class Unprivileged {
  private static final List<String> OWN_USER_NAMESPACE = List.of("unshare", "-U");

  private Unprivileged() {}

  /**
   * What goes before the command line: nothing for an ordinary user; for root, a user namespace in
   * which root is nobody, yet still owns its files. unshare replaces itself by the program, so the
   * pid stays.
   */
  static List<String> prefix() {
    return Holder.PREFIX;
  }

  private static List<String> find() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    if (!works(OWN_USER_NAMESPACE)) {
      throw new IllegalStateException(
          "PostgreSQL does not run as root, and this machine lets root make no user namespace"
              + " (unshare -U). Run this as an ordinary user.");
    }
    return OWN_USER_NAMESPACE;
  }

  private static boolean works(List<String> prefix) {
    try {
      Process process =
          new ProcessBuilder(prefix.get(0), prefix.get(1), "true")
              .redirectErrorStream(true)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static final class Holder {
    static final List<String> PREFIX = find();
  }
}
