/** Figures as a reader wants them: percentiles, spreads, Markdown tables and the conditions. */
package io.waybill.benchmarks.report;
