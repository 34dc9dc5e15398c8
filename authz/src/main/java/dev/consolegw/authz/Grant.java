package dev.consolegw.authz;

import java.time.Duration;
import java.time.Instant;

/**
 * Proof that somebody may do something with a console. Only {@link Authorizer} makes one, so that
 * no viewer exists without having passed through it.
 */
public final class Grant {
  private final Identity identity;
  private final Person person;
  private final ConsoleRef console;
  private final Permit permit;

  /** What may be done, on which terms, and for how long. */
  record Permit(
      Right right,
      Terms terms,
      ShellTerms shell,
      Policy.Validity validity,
      Duration link,
      boolean past) {}

  Grant(Identity identity, Person person, ConsoleRef console, Permit permit) {
    this.identity = identity;
    this.person = person;
    this.console = console;
    this.permit = permit;
  }

  public Identity identity() {
    return identity;
  }

  /** The owner of the credential who holds the right; of several, the one with the highest. */
  public Person person() {
    return person;
  }

  public ConsoleRef console() {
    return console;
  }

  public Right right() {
    return permit.right();
  }

  public Terms terms() {
    return permit.terms();
  }

  /** What may be done in the guest by what the gateway keeps. */
  public ShellTerms shell() {
    return permit.shell();
  }

  /** For how long a link to the console may open it again and again; zero for not at all. */
  public Duration link() {
    return permit.link();
  }

  /** Whether what was printed before they came may be read, too. */
  public boolean readsPast() {
    return permit.past();
  }

  /**
   * When {@link Authorizer#renew} is due; {@link Instant#MAX} when nothing but a reload can end it.
   */
  public Instant renewAt() {
    return permit.validity().ask();
  }

  /** When it is worth nothing any more, unless renewed before; {@link Instant#MAX} for never. */
  public Instant expires() {
    return permit.validity().expires();
  }

  /** Two sessions of one person may take the seat from each other. */
  public boolean samePerson(Grant other) {
    return person.equals(other.person);
  }
}
