/** What is said of a failure. */
package io.waybill.service.failure;
