package dev.consolegw.gateway.shell.signin;

import java.util.function.Consumer;

/** A Unix by a script: a login prompt, a password, a shell that knows what is needed of it. */
final class UnixGuest {
  static final String LOGIN = "\r\nDebian GNU/Linux 12 web1 ttyS0\r\n\r\nweb1 login: ";

  private final ScriptedGuest guest;
  private Runnable afterPassword = this::greet;
  private String prompt = "root@web1:~# ";
  private boolean posix = true;
  private int below;

  UnixGuest(ScriptedGuest guest) {
    this.guest = guest;
    toLogin();
  }

  /** Somebody is at the login prompt, who may be seen there. */
  static UnixGuest atLogin(ScriptedGuest guest) {
    return new UnixGuest(guest.shown(LOGIN));
  }

  /** What happens instead of a greeting and a shell. */
  UnixGuest afterPassword(String text) {
    afterPassword = () -> guest.print(text).lines(_ -> {});
    return this;
  }

  UnixGuest afterPassword(Consumer<UnixGuest> what) {
    afterPassword = () -> what.accept(this);
    return this;
  }

  UnixGuest prompt(String prompt) {
    this.prompt = prompt;
    return this;
  }

  UnixGuest withoutPosix() {
    posix = false;
    return this;
  }

  ScriptedGuest guest() {
    return guest;
  }

  void greet() {
    guest.print("Linux web1 6.1.0\r\nLast login: Fri Nov 28 09:12:01 UTC 2025 on ttyS0\r\n");
    toShell();
  }

  void toLogin() {
    guest
        .echo(true)
        .lines(name -> {
          if (name.isEmpty()) {
            guest.print("\r\nweb1 login: ");
          } else {
            guest.echo(false).print("Password: ").lines(this::password);
          }
        });
    guest.keys(c -> {
      if (c == 3 || c == 4) {
        guest.print(LOGIN);
        toLogin();
      }
    });
  }

  void password(String password) {
    guest.echo(true);
    if (password.equals("s3cret")) {
      afterPassword.run();
    } else {
      guest.printAfter(java.time.Duration.ofSeconds(3), "\r\nLogin incorrect\r\nweb1 login: ");
      toLogin();
    }
  }

  void toShell() {
    guest.print(prompt);
    inShell();
  }

  /** Its prompt has been shown already. */
  void inShell() {
    guest.lines(this::shell);
    guest.keys(c -> {
      if (c == 3) {
        guest.print("^C\r\n" + prompt);
      }
    });
  }

  private void shell(String line) {
    var words = line.strip();
    if (words.equals("exit")) {
      if (below-- > 0) {
        posix = false;
        guest.print(prompt);
      } else {
        guest.print("logout\r\n" + LOGIN);
        below = 0;
        toLogin();
      }
      return;
    }
    if (words.equals("sh") || words.equals("exec sh")) {
      below += words.equals("sh") ? 1 : 0;
      posix = true;
    } else if (words.startsWith("echo ")) {
      boolean isPosix = words.endsWith("${?}");
      var answer = words.substring(5).replace("''", "").replace("$(:)${?}", "0");
      guest.print(isPosix && !posix ? "Variable name must contain...\r\n" : answer + "\r\n");
    } else if (!words.isEmpty()) {
      guest.print("sh: 1: " + words + ": not found\r\n");
    }
    guest.print(prompt);
  }
}
