/** How many tasks a second the gRPC service makes from events and executes. */
package io.waybill.benchmarks.tasks;
