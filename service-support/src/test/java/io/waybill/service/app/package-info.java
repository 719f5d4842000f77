/** A minimal service, for the tests of what services share. */
package io.waybill.service.app;
