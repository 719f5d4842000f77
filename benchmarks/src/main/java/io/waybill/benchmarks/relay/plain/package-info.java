/** The hand-written relay: JDBC, a Kafka producer and a loop. */
package io.waybill.benchmarks.relay.plain;
