/** Whether the background parts of an application, such as the relay, make progress. */
package io.waybill.health;
