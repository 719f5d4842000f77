/** Keeps the logs of applications short while something fails again and again. */
package io.waybill.logging;
