/**
 * Who calls, and what the caller may do: OAuth 2.0 bearer tokens (JWT), for HTTP and gRPC alike.
 */
package io.waybill.service.security;
