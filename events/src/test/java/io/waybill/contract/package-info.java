/** Holds events, and the files that name topics, against the AsyncAPI document. */
package io.waybill.contract;
