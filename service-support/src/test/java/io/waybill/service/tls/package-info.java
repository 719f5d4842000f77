/** HTTPS, with certificates that the tests make themselves. */
package io.waybill.service.tls;
