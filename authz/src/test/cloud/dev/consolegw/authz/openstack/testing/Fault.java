package dev.consolegw.authz.openstack.testing;

import java.util.concurrent.CountDownLatch;

/** What a cloud does instead of answering. */
public sealed interface Fault {

  /** A status; with a Retry-After unless that is negative. */
  record Status(int code, int retryAfter) implements Fault {}

  /** Nothing, until the latch is down; then the answer. */
  record Held(CountDownLatch until) implements Fault {}

  /** The connection ends after half of the answer. */
  record Cut() implements Fault {}

  /** This text, as if all were well. */
  record Says(String body) implements Fault {}

  /** An answer without an end. */
  record Endless() implements Fault {}
}
