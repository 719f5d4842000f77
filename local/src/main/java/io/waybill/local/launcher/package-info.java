/** The command behind {@code ./run}. */
package io.waybill.local.launcher;
