package dev.consolegw.authz.name;

/**
 * A user name or its environment that says nothing usable: exit code 64. The message is one
 * sentence for the person who typed it: what is wrong, at which character (from 1), what to write.
 * It may quote what was typed, so it is foreign text.
 */
public final class ConsoleNameException extends Exception {
  private static final long serialVersionUID = 1L;

  ConsoleNameException(String sentence) {
    super(sentence);
  }
}
