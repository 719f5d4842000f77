/** The fault rig: campaigns of faults drawn from a seed, with a ledger at the end. */
package io.waybill.system.rig;
