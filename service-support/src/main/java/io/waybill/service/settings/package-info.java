/** Reads and checks the settings, and says in one line what is wrong with one. */
package io.waybill.service.settings;
