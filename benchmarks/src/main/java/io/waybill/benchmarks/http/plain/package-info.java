/**
 * The reference: the same calls, written by hand with Spring MVC and JdbcTemplate, and nothing
 * more.
 */
package io.waybill.benchmarks.http.plain;
