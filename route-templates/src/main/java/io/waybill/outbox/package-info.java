/** The transactional outbox: from committed rows to messages that any Camel endpoint can take. */
package io.waybill.outbox;
