/** The relay and its retention on a big outbox, while transactions are left open elsewhere. */
package io.waybill.benchmarks.growth;
