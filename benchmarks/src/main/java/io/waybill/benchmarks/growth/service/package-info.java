/**
 * {@code benchmarks/growth}: what the services cost on big tables, beside the same on empty ones.
 */
package io.waybill.benchmarks.growth.service;
