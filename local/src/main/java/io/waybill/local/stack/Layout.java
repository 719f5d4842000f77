package io.waybill.local.stack;

import java.nio.file.Path;

/** Where a stack keeps what under its directory. */
record Layout(Path directory) {

  Path data() {
    return directory.resolve("data");
  }

  Path postgresData() {
    return data().resolve("postgres");
  }

  Path kafkaData() {
    return data().resolve("kafka");
  }

  Path passwords() {
    return data().resolve("passwords");
  }

  Path postgresPrograms() {
    return directory.resolve("programs");
  }

  /** Copies of the jars that run. */
  Path programs() {
    return directory.resolve("programs");
  }

  Path plan() {
    return directory.resolve("stack.properties");
  }

  Path env() {
    return directory.resolve("env");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** Held while this one is being started. */
  Path startLock(String name) {
    return directory.resolve("run").resolve(name + ".lock");
  }

  PidFile pidFile(String name) {
    return new PidFile(directory.resolve("run").resolve(name + ".pid"));
  }
}
