/** The gRPC service: tasks that calls and events make, and their executor. */
package io.waybill.grpc;
