/** The form of a log line. */
package io.waybill.service.logging;
