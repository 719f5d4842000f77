/** The edge: how HTTP requests reach the routes, what of them may, and how they are counted. */
package io.waybill.rest.http;
