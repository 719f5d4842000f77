/** How much one caller, and all callers together, may ask for. */
package io.waybill.service.limits;
