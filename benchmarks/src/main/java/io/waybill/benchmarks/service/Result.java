package io.waybill.benchmarks.service;

/**
 * What one slice of load gave.
 *
 * @param perSecond answers as they should be
 * @param p50 median latency, milliseconds
 * @param p99 latency that 99 of 100 stay below, milliseconds
 * @param answers how many there were
 * @param failures other answers, broken connections, time-outs
 */
public record Result(double perSecond, double p50, double p99, long answers, long failures) {}
