/** The durable executor: claims tasks, runs their action routes and writes the outcomes. */
package io.waybill.grpc.executor;
