/** The worker: stores every event once. */
package io.waybill.worker;
