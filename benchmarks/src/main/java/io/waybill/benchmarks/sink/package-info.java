/** The worker beside a hand-written consumer with the same statement. */
package io.waybill.benchmarks.sink;
