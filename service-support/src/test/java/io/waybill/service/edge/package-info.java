/** What stands in front of the routes, without what is behind them. */
package io.waybill.service.edge;
