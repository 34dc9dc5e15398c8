package dev.consolegw.gateway.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.directory.ConsoleId;

/** What a client wants of its channel. */
public sealed interface Request {
  /** It in a word. */
  default String word() {
    return switch (this) {
      case Shell _, View _ -> "console";
      case Exec _ -> "command";
      case Files _ -> "files";
    };
  }

  /**
   * The console that the user name means, or the list of consoles.
   *
   * @param terminalType what the client calls its terminal, as it came; empty when it has none
   * @param isRead whether the client is a library, which a program reads whatever its terminal is
   *     called
   */
  record Shell(String terminalType, boolean isRead) implements Request {
    /** Of somebody who sits there. */
    public Shell(String terminalType) {
      this(terminalType, false);
    }
  }

  /**
   * A command, as it was typed.
   *
   * @param bytes it, one character a byte (ISO 8859-1)
   * @param terminalType as for a shell
   * @param isRead as for a shell
   */
  record Exec(String bytes, String terminalType, boolean isRead) implements Request {
    /** Of somebody who sits there. */
    public Exec(String bytes, String terminalType) {
      this(bytes, terminalType, false);
    }

    /** The same as text, in UTF-8. */
    public String line() {
      return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
  }

  /** Output and recordings as files (SFTP). */
  record Files() implements Request {}

  /** What the client calls its terminal; empty where it has none, or has not said. */
  default String terminal() {
    return switch (this) {
      case Shell(var type, _) -> type;
      case Exec(_, var type, _) -> type;
      case Files() -> "";
      case View _ -> "";
    };
  }

  /** The same of a terminal that people look at; empty where a program reads what is shown. */
  default String shownOn() {
    return switch (this) {
      case Shell(var type, var isRead) -> isRead ? "" : type;
      case Exec(_, var type, var isRead) -> isRead ? "" : type;
      case Files _, View _ -> "";
    };
  }

  /** A console that was picked before, with the options of the user name. */
  record View(ConsoleId id) implements Request {}
}
