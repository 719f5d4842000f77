/** Waits for PostgreSQL, migrates its schema and watches it. */
package io.waybill.service.database;
