/**
 * Resources: their calls, the routes behind them, and what is read from and answered to clients.
 */
package io.waybill.rest.resource;
