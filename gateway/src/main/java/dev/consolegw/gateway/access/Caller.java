package dev.consolegw.gateway.access;

import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.session.Session;
import java.util.Map;
import java.util.Optional;

/**
 * Who asks, and how.
 *
 * @param session the SSH login
 * @param userName what stood before the {@code @}: says what is wanted, not who wants it
 * @param environment the {@code CONSOLE_…} variables that the client set
 * @param pty whether there is a terminal at the other end
 * @param inside as whom they come who have named a console as if it were a host, in {@code ssh -J}
 */
public record Caller(
    Session session,
    String userName,
    Map<String, String> environment,
    boolean pty,
    Optional<GuestLogin> inside) {

  /**
   * An account of the guest.
   *
   * @param account its name there
   * @param password empty when none was given
   */
  public record GuestLogin(String account, Optional<Secret> password) {}

  /** One who has named the console as what it is. */
  public Caller(Session session, String userName, Map<String, String> environment, boolean pty) {
    this(session, userName, environment, pty, Optional.empty());
  }

  /** The same of this session. */
  Caller as(Session current) {
    return new Caller(current, userName, environment, pty, inside);
  }

  /** Without what the client has set: a password may be among it. */
  @Override
  public String toString() {
    return "Caller[session=%s, userName=%s]".formatted(session.id(), userName);
  }
}
