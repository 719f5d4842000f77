/** The REST service beside a hand-written Spring MVC service with JdbcTemplate. */
package io.waybill.benchmarks.http;
