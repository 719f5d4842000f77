package io.waybill.system.load;

/** A client gave up a write: it got an answer that it must not get, or none for too long. */
final class GivenUp extends Exception {
  GivenUp(String message) {
    super(message);
  }
}
