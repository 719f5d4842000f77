/** An OpenTelemetry collector for tests: it keeps the spans that it is sent. */
package io.waybill.system.otlp;
