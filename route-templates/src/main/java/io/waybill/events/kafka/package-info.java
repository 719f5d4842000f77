/** Kafka consumers that go on whatever happens, lose nothing healthy, and say what they lost. */
package io.waybill.events.kafka;
