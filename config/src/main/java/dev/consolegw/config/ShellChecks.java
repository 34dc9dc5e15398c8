package dev.consolegw.config;

import dev.consolegw.config.Settings.Recording;
import dev.consolegw.config.ShellSettings.Allowed;
import dev.consolegw.config.ShellSettings.ShellRights;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.util.Optional;

/** What no single value can show of commands in guests: accounts, and rights that need others. */
final class ShellChecks {
  /** The longest name of an account, in characters; those of Linux have 32. */
  static final int MAX_ACCOUNT = 256;

  private final Problems problems;

  ShellChecks(Problems problems) {
    this.problems = problems;
  }

  void shell(ShellSettings.Shell shell) {
    shell.user().ifPresent(user -> account("user", user));
    if (shell.user().isEmpty()) {
      shell
          .passwordFile()
          .ifPresent(file ->
              problems.add(
                  file.where(), "whose password this is is missing; write user beside it"));
    }
  }

  void accounts(ShellRights rights) {
    rights.as().forEach(one -> account("as", one));
  }

  /** It is typed at a login prompt, where some of what may be typed means something else. */
  private void account(String key, Located<String> account) {
    var text = account.value();
    var quoted = key + ": " + Spelling.quote(text);
    if (!Spelling.isName(text)) {
      problems.add(
          account.where(), quoted + " is no account; write one or more visible characters");
    } else if (text.codePoints().anyMatch(c -> c == ':' || Character.isSpaceChar(c))) {
      problems.add(account.where(), quoted + " is no account: none has a ':' or a blank");
    } else if (text.startsWith("-")) {
      problems.add(account.where(), quoted + " is no account: a login would take it for an option");
    } else if (text.indexOf('*') >= 0) {
      problems.add(
          account.where(), quoted + " is no account, and no pattern; write each account by itself");
    } else if (text.length() > MAX_ACCOUNT) {
      problems.add(
          account.where(), "%s is longer than %d characters".formatted(quoted, MAX_ACCOUNT));
    }
  }

  /** Looks at each rule and each role. */
  void rights(Settings settings) {
    for (var rule : settings.rules()) {
      var recorded = rule.sessions().record().or(() -> everywhere(settings));
      rights(new Said("this rule", rule.where(), rule.right(), rule.shell()), recorded);
    }
    settings
        .openstack()
        .ifPresent(cloud ->
            cloud
                .rights()
                .forEach((role, it) -> {
                  var own = Optional.ofNullable(cloud.sessions().get(role));
                  rights(
                      new Said("this role", it.where(), it.right(), it.shell()),
                      own.flatMap(Settings.Sessions::record)
                          .or(() -> settings.sessions().record()));
                }));
  }

  /** What somebody says of rights. */
  private record Said(String who, Where where, Settings.RightName right, ShellRights shell) {}

  private void rights(Said said, Optional<Recording> recorded) {
    var shell = said.shell();
    if (said.right() == Settings.RightName.WATCH && shell.isAny()) {
      problems.add(
          shell.as().stream().findFirst().map(Located::where).orElse(said.where()),
          said.who()
              + " has a shell, but its right is watch, by which nothing runs in a guest; write"
              + " right: write, or remove shell");
    }
    if (shell.sshd() == Allowed.ALLOW && recorded.equals(Optional.of(Recording.REQUIRED))) {
      problems.add(
          said.where(),
          said.who()
              + " has sshd: allow, but sessions must be recorded (record: required), and what is"
              + " done by the guest's own SSH server cannot be; write sshd: deny, or record: on");
    }
  }

  /** What is said of records for all, where no console says otherwise. */
  private static Optional<Recording> everywhere(Settings settings) {
    var all = settings.sessions().record();
    boolean same =
        settings.consoles().values().stream()
            .flatMap(console -> console.sessions().record().stream())
            .allMatch(own -> all.equals(Optional.of(own)));
    return same ? all : Optional.empty();
  }
}
