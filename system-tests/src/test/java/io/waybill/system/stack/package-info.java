/** The one stack that the tests of this JVM share. */
package io.waybill.system.stack;
