package dev.consolegw.gateway.demo;

import java.io.IOException;

/**
 * Asks who is there: {@code guest} comes in without a password, anyone else with {@value
 * #PASSWORD}. Runs on the machine's thread.
 */
final class Login {
  static final String PASSWORD = "demo";

  private final SerialLine line;
  private final LineEditor editor;
  private final String name;

  Login(SerialLine line, String name) {
    this.line = line;
    this.editor = new LineEditor(line);
    this.name = name;
  }

  /** Asks until somebody may come in; returns the name that was given. */
  String ask() throws IOException {
    line.print("\r\nDemo GNU/Linux " + name + " ttyS0  (user guest, no password)\r\n\r\n");
    while (true) {
      if (editor.ask(name + " login: ", true) instanceof LineEditor.Answer.Line(String user)
          && !user.isBlank()) {
        if (user.equals("guest") || knowsThePassword()) {
          line.print("Type help to see what this machine can do.\r\n");
          return user;
        }
        line.print("\r\nLogin incorrect\r\n");
      }
    }
  }

  private boolean knowsThePassword() throws IOException {
    return editor.ask("Password: ", false) instanceof LineEditor.Answer.Line(String typed)
        && typed.equals(PASSWORD);
  }
}
