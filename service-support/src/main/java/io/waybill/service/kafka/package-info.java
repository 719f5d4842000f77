/** Watches Kafka and its topics. */
package io.waybill.service.kafka;
