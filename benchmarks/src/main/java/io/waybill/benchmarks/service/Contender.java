package io.waybill.benchmarks.service;

import java.time.Duration;

/**
 * One program that is asked for one thing.
 *
 * @param name of the program, for the table
 * @param process that answers
 * @param load asks with so many connections for so long
 */
public record Contender(String name, ServiceProcess process, Load load) {
  /** Calls without a pause on each of its connections. */
  @FunctionalInterface
  public interface Load {
    Result run(int connections, Duration time);
  }
}
