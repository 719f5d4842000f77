/** Publishes the service's outbox to Kafka and keeps the table small. */
package io.waybill.rest.outbox;
