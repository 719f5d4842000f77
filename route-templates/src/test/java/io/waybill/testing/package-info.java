/** For tests of routes that use the Kamelets; published as the test jar of this module. */
package io.waybill.testing;
