/** PostgreSQL and Kafka on this machine, for tests and for {@code ./run}. */
package io.waybill.local;
