/** Debezium's engine as a relay; runs on a class path of its own. */
package io.waybill.benchmarks.relay.debezium;
