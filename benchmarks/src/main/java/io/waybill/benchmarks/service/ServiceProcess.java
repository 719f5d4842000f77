package io.waybill.benchmarks.service;

import io.waybill.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A service that was started here and ends with this JVM. */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int PROBE_MILLIS = 1_000;
  private static final int OK = 200;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread endWithJvm;

  /**
   * Starts it.
   *
   * @param words what stands behind {@code java} and its options
   * @param log gets what it prints
   */
  public ServiceProcess(
      String name, Java java, List<String> words, Map<String, String> environment, Path log) {
    this.name = name;
    this.log = log;
    ProcessBuilder builder =
        new ProcessBuilder(java.command(words))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name, e);
    }
    endWithJvm = new Thread(() -> process.destroyForcibly(), "end-" + name);
    Runtime.getRuntime().addShutdownHook(endWithJvm);
  }

  /** Waits until this URL answers 200. */
  public ServiceProcess awaitReady(URI url) {
    return awaitReady(() -> answersOk(url));
  }

  /** Waits until this is so. */
  public ServiceProcess awaitReady(BooleanSupplier ready) {
    boolean is = Waiting.until(() -> !process.isAlive() || ready.getAsBoolean(), START_LIMIT, POLL);
    if (!is || !process.isAlive()) {
      throw new IllegalStateException(name + " does not get ready, see " + log);
    }
    return this;
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " has ended, see " + log, e);
    }
  }

  /** Holds it where it is. */
  public void suspend() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send SIG" + signal + " to " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void awaitEnd() {
    if (!Waiting.until(() -> !process.isAlive(), START_LIMIT, POLL) || process.exitValue() != 0) {
      throw new IllegalStateException(name + " does not end well, see " + log);
    }
  }

  private static boolean answersOk(URI url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      try {
        return connection.getResponseCode() == OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  public Usage usage() {
    return Usage.of(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    if (!Waiting.until(() -> !process.isAlive(), START_LIMIT, POLL)) {
      process.destroyForcibly().onExit().join();
    }
    Runtime.getRuntime().removeShutdownHook(endWithJvm);
  }
}
