/** Far more calls than a service can answer: what becomes of those that it takes. */
package io.waybill.system.overload;
