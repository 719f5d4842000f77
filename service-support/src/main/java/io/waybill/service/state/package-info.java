/** Where the service stands between its start and its stop. */
package io.waybill.service.state;
