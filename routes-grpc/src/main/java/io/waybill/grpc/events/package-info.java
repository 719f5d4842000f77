/** Tasks made from the events of resources. */
package io.waybill.grpc.events;
