/**
 * Compares what was acknowledged with what is stored and published, and counts what does not fit.
 */
package io.waybill.system.ledger;
