/** What the three services share around their routes, and the way to start one. */
package io.waybill.service;
