/** Rules of the house that hold for the code of all modules. */
package io.waybill.system.structure;
