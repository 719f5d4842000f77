/** What every HTTP request meets before a route: a request id, and 503 while no route runs. */
package io.waybill.service.http;
