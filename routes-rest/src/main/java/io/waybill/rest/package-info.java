/** The REST service: resources over HTTP, each change written together with its event. */
package io.waybill.rest;
