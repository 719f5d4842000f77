/** The gRPC service beside a hand-written grpc-java server with JdbcTemplate. */
package io.waybill.benchmarks.grpc;
