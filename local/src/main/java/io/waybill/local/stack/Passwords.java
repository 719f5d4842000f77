package io.waybill.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The passwords of the database roles, made up once and kept beside the data that they open, where
 * only this user can read them.
 */
final class Passwords {
  private static final int BYTES = 16;

  private final Path file;

  Passwords(Path file) {
    this.file = file;
  }

  String of(String role) {
    String password = load().getProperty(role);
    return password != null ? password : FileMutex.hold(lockFile(), () -> makeUp(role));
  }

  private String makeUp(String role) {
    Properties passwords = load();
    String password = passwords.getProperty(role);
    if (password == null) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      password = HexFormat.of().formatHex(random);
      passwords.setProperty(role, password);
      WholeFile.write(file, text(passwords, "Roles of the local PostgreSQL"));
    }
    return password;
  }

  private Path lockFile() {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  /** What a properties file holds. */
  static String text(Properties properties, String comment) {
    StringWriter text = new StringWriter();
    try {
      properties.store(text, comment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private Properties load() {
    Properties passwords = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        passwords.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file, e);
      }
    }
    return passwords;
  }
}
