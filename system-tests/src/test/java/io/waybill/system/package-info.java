/**
 * What {@code docs/guarantees.md} promises, tried on the real jars over HTTP, gRPC, Kafka and SQL.
 */
package io.waybill.system;
