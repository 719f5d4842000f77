package io.waybill.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  synchronized String of(String role) {
    Properties passwords = load();
    String password = passwords.getProperty(role);
    if (password == null) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      password = HexFormat.of().formatHex(random);
      passwords.setProperty(role, password);
      save(passwords);
    }
    return password;
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

  private void save(Properties passwords) {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      try (Writer writer = Files.newBufferedWriter(file)) {
        passwords.store(writer, "Roles of the local PostgreSQL");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
