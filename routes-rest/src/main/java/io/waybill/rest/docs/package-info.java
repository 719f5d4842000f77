/** What the service says of itself: the OpenAPI document, and a page to read and try it. */
package io.waybill.rest.docs;
