/** The spans of events on their way through Kafka, for whoever binds an OpenTelemetry tracer. */
package io.waybill.tracing;
