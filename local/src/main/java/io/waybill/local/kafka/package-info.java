/** The embedded Kafka: one node that is broker and controller. */
package io.waybill.local.kafka;
