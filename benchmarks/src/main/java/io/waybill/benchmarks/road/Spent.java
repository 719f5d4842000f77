package io.waybill.benchmarks.road;

import java.util.stream.DoubleStream;

/** Processor time in milliseconds: since their start, or for each journey. */
record Spent(double rest, double grpc, double worker, double postgres, double kafka, double load) {

  /** What one journey has cost. */
  static Spent each(Spent before, Spent after, long journeys) {
    return new Spent(
        (after.rest - before.rest) / journeys,
        (after.grpc - before.grpc) / journeys,
        (after.worker - before.worker) / journeys,
        (after.postgres - before.postgres) / journeys,
        (after.kafka - before.kafka) / journeys,
        (after.load - before.load) / journeys);
  }

  /** Without what the load generator and the watching took. */
  double product() {
    return DoubleStream.of(rest, grpc, worker, postgres, kafka).sum();
  }
}
