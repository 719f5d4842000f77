/**
 * The gRPC server behind Camel's {@code grpc:} endpoint: statuses, health, reflection, metrics,
 * limits and drain.
 */
package io.waybill.grpc.server;
