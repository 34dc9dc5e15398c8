package dev.consolegw.authz;

import java.util.Optional;

/** Decides what one person may do with one console. Denies by default. */
public interface Policy {

  /** The highest right, or nothing. A policy says nothing about people of other sources. */
  Optional<Right> right(Person person, ConsoleRef console);

  /** On which terms; asked only where there is a right. */
  default Terms terms(Person person, ConsoleRef console) {
    return Terms.DEFAULT;
  }
}
