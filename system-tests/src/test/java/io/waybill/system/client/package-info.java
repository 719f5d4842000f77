/** What the tests talk through: HTTP, gRPC, Kafka. */
package io.waybill.system.client;
