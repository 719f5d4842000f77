/**
 * Services in processes of their own, Waybill's and hand-written ones: their load and what they
 * use.
 */
package io.waybill.benchmarks.service;
