package io.waybill.rest.http;

import java.io.IOException;

/** A request's body went on after the limit. */
final class BodyTooLargeException extends IOException {}
