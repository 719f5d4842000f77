/**
 * The reference: the same calls, written by hand with grpc-java and JdbcTemplate, and nothing more.
 */
package io.waybill.benchmarks.grpc.plain;
