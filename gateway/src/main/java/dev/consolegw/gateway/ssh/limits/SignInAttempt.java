package dev.consolegw.gateway.ssh.limits;

import dev.consolegw.authz.SshKey;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.ops.metrics.Metrics;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/**
 * What one connection has tried so far in order to sign in, whatever services it asks for. It holds
 * {@link #KEYS} fingerprints at most. Any thread.
 */
public final class SignInAttempt {
  /** Keys that a client may offer on one connection. */
  static final int KEYS = 20;

  /** Requests of all kinds: an offer and a signature for each key, and some questions. */
  public static final int REQUESTS = 2 * KEYS + 10;

  private static final AttributeKey<SignInAttempt> ATTEMPT = new AttributeKey<>();

  private final Set<String> methods = new LinkedHashSet<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private final Set<String> unsigned = new HashSet<>();
  private String user = "";
  private int offered;
  private String cause = "left";
  private boolean excused;
  private boolean begun;
  private volatile boolean heard;

  SignInAttempt() {}

  /** That of a connection. */
  static SignInAttempt of(Session session) {
    var attempt = session.getAttribute(ATTEMPT);
    if (attempt == null) {
      attempt = new SignInAttempt();
      session.setAttribute(ATTEMPT, attempt);
    }
    return attempt;
  }

  /** Says that it is our own fault if nobody signs in here. */
  public static void excuse(Session session) {
    of(session).excuse();
  }

  private synchronized void excuse() {
    excused = true;
    cause = "people-unknown-yet";
  }

  /** Whether it is no fault of the client's. */
  synchronized boolean isExcused() {
    return excused;
  }

  /** The client has said something, whatever it is. */
  void heard() {
    heard = true;
  }

  /** Whether the client has left without a word, as those do who look whether somebody listens. */
  synchronized boolean isProbe() {
    return !heard && "left".equals(cause);
  }

  /** How it wanted to sign in. */
  synchronized Metrics.Method method() {
    if (methods.isEmpty()) {
      return Metrics.Method.NONE;
    }
    return offered > 0 ? Metrics.Method.PUBLICKEY : Metrics.Method.OTHER;
  }

  /** Whether the sign-in begins; false when it has begun before. */
  synchronized boolean begins() {
    boolean first = !begun;
    begun = true;
    if (!first) {
      ended("service-asked-for-twice");
    }
    return first;
  }

  /** Somebody asks to be let in. */
  synchronized void asked(String userName, String method) {
    user = userName;
    methods.add(
        switch (method) {
          case HostBound.METHOD -> HostBound.PLAIN; // the same with more signed
          case "none", "publickey", "password", "keyboard-interactive", "hostbased" -> method;
          default -> "other";
        });
  }

  /**
   * Counts a key: its offer and then its signature are one, and so is a signature without an offer.
   *
   * @param blob as SSH carries it
   * @return false when it is one too many
   */
  synchronized boolean key(byte[] blob, boolean signed) {
    var fingerprint = SshKey.of("", blob).fingerprint();
    if (signed && unsigned.remove(fingerprint)) {
      return true;
    }
    if (offered == KEYS) {
      ended("too-many-keys");
      return false;
    }
    offered++;
    keys.add(fingerprint);
    if (!signed) {
      unsigned.add(fingerprint);
    }
    return true;
  }

  /** Why the connection ends now; the first word counts. */
  synchronized void ended(String why) {
    if ("left".equals(cause)) {
      cause = why;
    }
  }

  /** What the audit hears of it, of bounded length. */
  synchronized AuditEvent.Attempt told() {
    return new AuditEvent.Attempt(
        user,
        List.copyOf(methods),
        offered,
        List.copyOf(keys),
        "left".equals(cause) && offered > 0 ? "no-key-known" : cause);
  }
}
