package io.waybill.benchmarks.relay;

import io.waybill.benchmarks.service.ServiceProcess;
import java.sql.SQLException;
import java.util.List;

/**
 * A program that publishes the outbox, when it is told to.
 *
 * @param name for the table
 * @param processes that work for it: the service that takes the POSTs, and the relay if it is
 *     another one
 * @param httpPort of the service that takes the POSTs
 * @param before what must be done before events are there
 * @param start lets it publish
 * @param stop it may finish what it has begun
 */
record Relay(
    String name, List<ServiceProcess> processes, int httpPort, Step before, Step start, Step stop) {
  /** Something on the database. */
  interface Step {
    void run() throws SQLException;
  }

  double cpuMillis() {
    return processes.stream().mapToDouble(process -> process.usage().cpuMillis()).sum();
  }
}
