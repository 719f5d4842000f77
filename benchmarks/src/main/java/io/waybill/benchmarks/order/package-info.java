/**
 * Two ways to publish a batch in order, side by side: how fast, and what consumers see of faults.
 */
package io.waybill.benchmarks.order;
