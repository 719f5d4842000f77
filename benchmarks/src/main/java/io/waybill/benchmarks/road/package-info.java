/** {@code benchmarks/road}: how fast, and how much, the three services carry from end to end. */
package io.waybill.benchmarks.road;
