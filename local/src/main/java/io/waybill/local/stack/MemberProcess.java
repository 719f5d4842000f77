package io.waybill.local.stack;

import io.waybill.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Starts and ends the process of a member; finds it again when another launcher started it. */
final class MemberProcess {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration PAUSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Member member;
  private final Map<String, String> furtherEnvironment;
  private final Layout layout;
  private OptionalLong begun = OptionalLong.empty();

  MemberProcess(Member member, Map<String, String> furtherEnvironment, Layout layout) {
    this.member = member;
    this.furtherEnvironment = furtherEnvironment;
    this.layout = layout;
  }

  Member member() {
    return member;
  }

  Optional<ProcessIdentity> living() {
    return layout.pidFile(member.name()).living();
  }

  OptionalLong pid() {
    return living().stream().mapToLong(ProcessIdentity::pid).findAny();
  }

  /** When its start began, by {@link System#nanoTime()}; empty if another JVM started it. */
  OptionalLong begun() {
    return begun;
  }

  /** What comes before the process itself; it may take longer than the start of the process. */
  void prepare() {
    begun = OptionalLong.of(System.nanoTime());
    member.prepare();
  }

  Health health() {
    Optional<ProcessIdentity> process = living();
    if (process.isEmpty()) {
      return Health.STOPPED;
    }
    if (process.get().isPaused()) {
      return Health.PAUSED;
    }
    return member.isReady(process.get().pid()) ? Health.READY : Health.NOT_READY;
  }

  /** Starts it in a session of its own: neither Ctrl-C nor the end of this JVM reaches it. */
  void spawn() {
    List<String> command = new ArrayList<>(Detached.prefix());
    command.addAll(member.command());
    try {
      Path log = layout.log(member.name());
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(layout.logs().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(member.environment());
      builder.environment().putAll(furtherEnvironment);
      Process process = builder.start();
      // Empty if it ended at once; then there is nothing to remember.
      ProcessIdentity.of(process.pid()).ifPresent(layout.pidFile(member.name())::write);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + member.name(), e);
    }
  }

  /** Freezes it. The signal takes effect a moment after it was sent. */
  void pause() {
    signal("STOP");
    Waiting.until(() -> living().map(ProcessIdentity::isPaused).orElse(true), PAUSE_LIMIT, POLL);
  }

  /** Asks it to end, without waiting. */
  void requestStop() {
    living()
        .ifPresent(
            process -> {
              Signals.send(process, member.stopSignal());
              // A paused process takes no other signal.
              Signals.send(process, "CONT");
            });
  }

  /** Waits until it has ended, and kills it when it takes too long; says whether it had to. */
  boolean awaitStop() {
    boolean killed = false;
    Optional<ProcessIdentity> process = living();
    if (process.isPresent()
        && !Waiting.until(() -> !process.get().isAlive(), member.stopLimit(), POLL)) {
      kill();
      killed = true;
    }
    layout.pidFile(member.name()).delete();
    return killed;
  }

  void kill() {
    living()
        .ifPresent(
            process -> {
              Signals.send(process, "KILL");
              if (!Waiting.until(() -> !process.isAlive(), KILL_LIMIT, POLL)) {
                throw new StackException(
                    member.name() + " (pid " + process.pid() + ") does not even end by SIGKILL.");
              }
            });
  }

  void signal(String signal) {
    Signals.send(
        living().orElseThrow(() -> new StackException(member.name() + " is not running.")), signal);
  }
}
