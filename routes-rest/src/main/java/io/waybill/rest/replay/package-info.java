/** Takes the resources back from Kafka into a database that was restored from an older backup. */
package io.waybill.rest.replay;
