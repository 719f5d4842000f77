/** How long each service takes to get ready, and how much memory it has under load. */
package io.waybill.benchmarks.start;
