/** What failures of SQL mean. */
package io.waybill.sql;
