/**
 * A whole Waybill on this machine: PostgreSQL, Kafka and the services, each a process of its own.
 */
package io.waybill.local.stack;
