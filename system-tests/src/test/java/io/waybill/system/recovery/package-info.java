/** The disaster drills of docs/operations.md, with the real jars. */
package io.waybill.system.recovery;
