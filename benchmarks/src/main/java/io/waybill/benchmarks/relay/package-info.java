/** The relay of the REST service beside a hand-written one and Debezium's engine. */
package io.waybill.benchmarks.relay;
