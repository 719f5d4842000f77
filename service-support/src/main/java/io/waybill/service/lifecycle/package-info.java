/** Starts the routes once the database is ready, and says where a start or stop stands. */
package io.waybill.service.lifecycle;
