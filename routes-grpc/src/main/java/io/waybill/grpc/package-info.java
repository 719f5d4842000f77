/** The gRPC service: tasks accepted by calls and events, executed apart. */
package io.waybill.grpc;
