/** The three calls of {@code task.v1.TaskService}, as routes. */
package io.waybill.grpc.api;
