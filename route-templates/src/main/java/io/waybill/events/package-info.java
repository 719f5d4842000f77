/** Consuming events: each one takes effect once, in order, and none is dropped. */
package io.waybill.events;
