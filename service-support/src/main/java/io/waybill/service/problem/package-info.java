/** What clients see when a call fails: RFC 9457 problem details, whoever found the failure. */
package io.waybill.service.problem;
