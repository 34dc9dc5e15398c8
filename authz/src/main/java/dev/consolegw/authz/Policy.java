package dev.consolegw.authz;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what one person may do with one console. Denies by default. */
public interface Policy {

  /**
   * The highest right, or nothing. A policy says nothing about people of other sources. From
   * memory: it must not block.
   */
  Optional<Right> right(Person person, ConsoleRef console);

  /**
   * Whether the credential is still that person's: it may have been taken from them since they
   * signed in. From memory; by default it is. A policy says nothing about people of other sources.
   */
  default boolean owns(Identity identity, Person person) {
    return true;
  }

  /** On which terms; asked only where there is a right. */
  default Terms terms(Person person, ConsoleRef console) {
    return Terms.DEFAULT;
  }

  /**
   * What may be done in the guest by what the gateway keeps; asked only where there is the right to
   * write. From memory; by default nothing.
   */
  default ShellTerms shell(Person person, ConsoleRef console) {
    return ShellTerms.NONE;
  }

  /**
   * For how long a link may open the console again and again; asked only where there is a right.
   * From memory; by default not at all.
   */
  default Duration link(Person person, ConsoleRef console) {
    return Duration.ZERO;
  }

  /**
   * Whether somebody may read what a console printed before they came; asked only where there is a
   * right. From memory; by default they may.
   */
  default boolean readsPast(Person person, ConsoleRef console) {
    return true;
  }

  /**
   * How long an answer may be relied upon. By default for ever: only a reload changes this policy.
   */
  default Validity validity(Person person, ConsoleRef console) {
    return Validity.FOREVER;
  }

  /**
   * The right that an owner of a key has now, as whoever decides says now; by default what memory
   * says. May block, for seconds.
   *
   * @throws UnansweredException when it cannot be found out
   */
  default Optional<Right> ask(Identity identity, Person person, ConsoleRef console)
      throws UnansweredException {
    return owns(identity, person) ? right(person, console) : Optional.empty();
  }

  /**
   * When an answer ages.
   *
   * @param ask when it is due to be asked for again
   * @param expires when it is worth nothing any more
   */
  record Validity(Instant ask, Instant expires) {
    /** Until a reload. */
    public static final Validity FOREVER = new Validity(Instant.MAX, Instant.MAX);
  }
}
