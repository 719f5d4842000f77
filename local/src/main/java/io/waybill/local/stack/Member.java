package io.waybill.local.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is to be known of one process of the stack in order to run it. */
interface Member {
  String name();

  /** Where others reach it, for people. */
  String address();

  /** The TCP ports that it will listen on. */
  List<Integer> ports();

  /** The command line; it must not fork. */
  List<String> command();

  /** What is added to the environment. */
  Map<String, String> environment();

  /**
   * Whether it can do its work; asked only while the process lives, and must answer in a second.
   */
  boolean isReady(long pid);

  /** The signal, without SIG, that makes it end in good order. */
  default String stopSignal() {
    return "TERM";
  }

  /** How long it may take to end in good order. */
  default Duration stopLimit() {
    return Duration.ofSeconds(30);
  }

  /** Done before each start. */
  default void prepare() {}

  /** Done when it is ready, at each start; others need it for their own start. */
  default void furnish() {}

  /** Whether the others need it to be ready before they start. */
  default boolean isInfrastructure() {
    return false;
  }
}
