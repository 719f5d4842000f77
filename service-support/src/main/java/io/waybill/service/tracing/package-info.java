/** OpenTelemetry, which exports only when it is told where to. */
package io.waybill.service.tracing;
