/** What the command line of a measurement says. */
package io.waybill.benchmarks.command;
