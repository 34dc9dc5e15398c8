package dev.consolegw.authz.openstack.client;

import java.io.IOException;
import java.util.Optional;

/**
 * A call to the cloud that came to nothing. The message is one printable sentence of ours: of the
 * cloud's own words it holds only names of policy rules and ids of requests, never a token.
 */
public final class CloudException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient Optional<String> rule;
  private final transient Optional<String> request;

  /** What went wrong, as far as a caller acts on it. */
  public enum Kind {
    /** Nobody answers, not in time, or only to say that they cannot. Later it may be otherwise. */
    UNREACHABLE,
    /**
     * Keystone does not let us in at all: the user, the password or the application credential is
     * wrong. It is about ourselves, and says nothing of what was asked.
     */
    SIGN_IN_REFUSED,
    /** Keystone does not let us in with this scope, or a service does not take our token. */
    UNAUTHORIZED,
    /** We are let in and may not do this. */
    FORBIDDEN,
    /** It is not there, or not to be seen from this project. */
    NOT_FOUND,
    /** It is there, and in no state for this. */
    CONFLICT,
    /** We ask too much. */
    TOO_MANY,
    /** The answer makes no sense, or the cloud cannot do this at all. */
    BROKEN
  }

  CloudException(Kind kind, String message) {
    this(kind, message, Optional.empty(), Optional.empty());
  }

  /**
   * @param rule the policy rule that says no
   * @param request the cloud's id of the request, another one each time
   */
  CloudException(Kind kind, String message, Optional<String> rule, Optional<String> request) {
    super(message + request.map(it -> ", request " + it).orElse(""));
    this.kind = kind;
    this.rule = rule;
    this.request = request;
  }

  /** One of a cloud that does not answer. */
  public static CloudException silent(String message) {
    return new CloudException(Kind.UNREACHABLE, message);
  }

  /** One of a cloud that lets us in, but to nothing that would do. */
  public static CloudException unauthorized(String message) {
    return new CloudException(Kind.UNAUTHORIZED, message);
  }

  /** The same, for somebody else who waited for it. */
  public CloudException again() {
    return new CloudException(kind, cause(), rule, request);
  }

  /** What went wrong, the same each time that it does: the message without the request's id. */
  public String cause() {
    var message = String.valueOf(getMessage());
    int end = message.length() - request.map(it -> ", request ".length() + it.length()).orElse(0);
    return message.substring(0, end);
  }

  public Kind kind() {
    return kind;
  }

  /** The policy rule that says no, when the cloud names it. */
  public Optional<String> rule() {
    return rule;
  }
}
