/** What operators can do over HTTP, under {@code /ops}: see docs/operator.md. */
package io.waybill.operator;
