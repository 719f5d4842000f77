/** What the worker says of the events: the AsyncAPI document. */
package io.waybill.worker.docs;
