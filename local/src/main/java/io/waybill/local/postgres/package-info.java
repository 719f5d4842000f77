/** The embedded PostgreSQL: its binaries, its data directory and its server process. */
package io.waybill.local.postgres;
