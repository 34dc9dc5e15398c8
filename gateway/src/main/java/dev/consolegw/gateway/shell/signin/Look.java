package dev.consolegw.gateway.shell.signin;

import java.util.Locale;
import java.util.Set;

/** What the line is at which a guest stands, as far as it can be told. */
enum Look {
  /** Nothing stands there. */
  EMPTY,
  /** {@code web1 login:} */
  LOGIN,
  /** The same, and somebody has begun to type a name. */
  LOGIN_BEGUN,
  /** A password is asked for. */
  PASSWORD,
  /** A new password is asked for, or the old one so that it can be changed. */
  NEW_PASSWORD,
  /** A second factor is asked for. */
  SECOND_FACTOR,
  /** It ends as the prompts of shells do. */
  SHELL,
  /** A shell waits for the rest of what somebody began. */
  CONTINUATION,
  /** A console that is switched on with Enter. */
  ENTER,
  /** Windows: SAC, cmd or PowerShell. */
  WINDOWS,
  /** The prompt of a boot loader. */
  BOOT_LOADER,
  /** A program: it has the whole screen, or its prompt is known. */
  PROGRAM,
  /** Anything else. */
  OTHER;

  /** So much of a line's end is looked at, in characters. */
  private static final int TAIL = 256;

  private static final Set<String> BOOT_LOADERS =
      Set.of("grub>", "grub rescue>", "=>", "Shell>", "loader>", "SILO>", "aboot>");
  private static final Set<String> CONTINUATIONS =
      Set.of("", "quote", "dquote", "bquote", "cmdsubst", "heredoc", "pipe", "for", "while", "if");
  private static final Set<String> PROGRAMS =
      Set.of(
          "mysql", "sqlite", "ftp", "sftp", "tftp", "telnet", "sql", "redis", "ansible", "virsh");
  private static final Set<String> SECOND_FACTORS =
      Set.of("verification code", "one-time", "one time", "otp", "passcode", "token", "duo", "pin");

  /** What people's own prompts end in, a character for each byte of UTF-8: ❯ ➜ › » λ ▶. */
  private static final Set<String> SYMBOLS =
      Set.of(
          "\u00e2\u009d\u00af",
          "\u00e2\u009e\u009c",
          "\u00e2\u0080\u00ba",
          "\u00c2\u00bb",
          "\u00ce\u00bb",
          "\u00e2\u0096\u00b6");

  private static final Set<String> PASSWORDS =
      Set.of("password", "passphrase", "passwort", "kennwort", "mot de passe", "contrase");
  private static final Set<String> NEW = Set.of("new ", "current", "old ", "retype", "unix ");

  /** Looks at a guest's last line. */
  static Look of(ShownText text) {
    if (text.isAlternate()) {
      return PROGRAM;
    }
    var look = of(text.line());
    boolean isPrompt = look == LOGIN || look == SHELL || look == PASSWORD;
    return text.isScreen() && !isPrompt ? PROGRAM : look;
  }

  static Look of(String line) {
    var last = line.substring(Math.max(0, line.length() - TAIL)).strip();
    if (last.isEmpty()) {
      return EMPTY;
    }
    char end = last.charAt(last.length() - 1);
    var lower = last.toLowerCase(Locale.ROOT);
    if (lower.contains("press enter to activate")) {
      return ENTER;
    }
    if (end == ':') {
      return question(lower);
    }
    int login = lower.lastIndexOf("login:");
    if (login >= 0 && !lower.startsWith("last ") && lower.indexOf(' ', login + 7) < 0) {
      return isWord(lower, login) ? LOGIN_BEGUN : OTHER;
    }
    if (SYMBOLS.stream().anyMatch(last::endsWith)) {
      return SHELL;
    }
    return "$#%>".indexOf(end) >= 0 ? prompt(last, end) : OTHER;
  }

  private static Look question(String lower) {
    if (lower.endsWith("login:")) {
      boolean isReport = lower.startsWith("last ");
      return !isReport && isWord(lower, lower.length() - 6) ? LOGIN : OTHER;
    }
    if (hasWord(lower, SECOND_FACTORS)) {
      return SECOND_FACTOR;
    }
    boolean isPassword = PASSWORDS.stream().anyMatch(lower::contains);
    if (!isPassword) {
      return OTHER;
    }
    return NEW.stream().anyMatch(lower::contains) ? NEW_PASSWORD : PASSWORD;
  }

  private static boolean hasWord(String lower, Set<String> words) {
    for (var word : words) {
      int at = lower.indexOf(word);
      if (at >= 0 && isWord(lower, at) && !isLetter(lower, at + word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(String text, int begin) {
    return !isLetter(text, begin - 1);
  }

  private static boolean isLetter(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  private static Look prompt(String last, char end) {
    var before = last.substring(0, last.length() - 1);
    if (BOOT_LOADERS.contains(last)) {
      return BOOT_LOADER;
    }
    if (end == '>') {
      return angle(last, before);
    }
    if (end == '#' && (before.endsWith("=") || before.endsWith("-"))) {
      return PROGRAM; // psql
    }
    return end == '%' && isCount(before) ? OTHER : SHELL;
  }

  /** Whether it is how much is done of something: {@code Reading files... 45}. */
  private static boolean isCount(String text) {
    var word = text.substring(Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t')) + 1);
    return !word.isEmpty() && word.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }

  private static Look angle(String last, String before) {
    boolean isDrive = before.length() > 2 && before.charAt(1) == ':' && before.charAt(2) == '\\';
    if (last.equals("SAC>") || (last.startsWith("PS ") && before.contains(":\\")) || isDrive) {
      return WINDOWS;
    }
    if (CONTINUATIONS.contains(before)) {
      return CONTINUATION;
    }
    var name = before.toLowerCase(Locale.ROOT);
    boolean isProgram =
        PROGRAMS.contains(name)
            || name.startsWith("mariadb [")
            || before.endsWith(">")
            || before.endsWith("=")
            || before.endsWith("-");
    return isProgram ? PROGRAM : SHELL;
  }
}
