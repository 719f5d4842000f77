package io.waybill.benchmarks.service;

import java.time.Duration;

/**
 * One program that is asked for one thing.
 *
 * @param name of the program, for the table
 * @param process that answers
 * @param before what has to be done before each slice, and doesn't count
 * @param load asks with so many connections for so long
 */
public record Contender(String name, ServiceProcess process, Runnable before, Load load) {
  public Contender(String name, ServiceProcess process, Load load) {
    this(name, process, () -> {}, load);
  }

  /** Calls without a pause on each of its connections. */
  @FunctionalInterface
  public interface Load {
    Result run(int connections, Duration time);
  }
}
