/** The hand-written sink: a Kafka consumer, one statement a poll, a commit. */
package io.waybill.benchmarks.sink.plain;
