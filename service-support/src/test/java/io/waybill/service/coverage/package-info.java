/** Route coverage: which routes a module's tests have run, for the test runs of all services. */
package io.waybill.service.coverage;
