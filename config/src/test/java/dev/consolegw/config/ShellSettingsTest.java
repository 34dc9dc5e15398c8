package dev.consolegw.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.ShellSettings.Allowed;
import dev.consolegw.config.ShellSettings.OpenShell;
import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.config.ShellSettings.ShellRights;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellSettingsTest {
  private static final String PEOPLE = "users: { a: { keys: k } }\n";

  private final Problems problems = new Problems();

  private Settings read(String text) {
    return SettingsLoader.parse("f", text, problems);
  }

  private String report() {
    return problems.all().stream().map(Object::toString).collect(joining("\n"));
  }

  private static Where where(int line, int column) {
    return new Where("f", line, column);
  }

  private static Settings.Console console(Settings settings) {
    return Objects.requireNonNull(settings.consoles().get("p/n"));
  }

  private static OpenStackSettings.RoleRight role(Settings settings, String name) {
    return Objects.requireNonNull(settings.openstack().orElseThrow().rights().get(name));
  }

  @Test
  void nobodyIsSignedInToAGuestUnlessSomebodySaysSo() throws SettingsException {
    var settings =
        read(
            PEOPLE
                + """
                rules: { users: a, consoles: "*/*", right: manage }
                consoles: { p/n: { address: "tcp://h:1" } }
                openstack:
                vspc:
                """);

    problems.throwIfAny();
    assertThat(settings.rules().getFirst().shell())
        .isEqualTo(new ShellRights(List.of(), Allowed.DENY, Allowed.DENY))
        .isEqualTo(ShellRights.NONE);
    assertThat(console(settings).shell()).isEmpty();
    assertThat(settings.openstack().orElseThrow().shell()).isEmpty();
    assertThat(settings.vspc().orElseThrow().shell()).isEmpty();
  }

  @Test
  void aShellNeedsNothingButItsSection() throws SettingsException {
    var settings = read("consoles: { p/n: { address: a, shell: {} } }\n");

    problems.throwIfAny();
    assertThat(console(settings).shell())
        .contains(
            new Shell(
                where(1, 32),
                Optional.empty(),
                Optional.empty(),
                OpenShell.REFUSE,
                Duration.ofSeconds(30),
                false));
  }

  @Test
  void everyKeyOfAShellIsReadInAllItsPlaces() throws SettingsException {
    var shell =
        "shell: { user: root, password-file: /pw, open-shell: logout, linger: 2m, blind: true }";

    var settings =
        read(
            """
            openstack: { %1$s }
            vspc: { %1$s }
            consoles: { p/n: { address: a, %1$s } }
            """
                .formatted(shell));

    problems.throwIfAny();
    var first = settings.openstack().flatMap(OpenStackSettings::shell).orElseThrow();
    assertThat(first)
        .isEqualTo(
            new Shell(
                where(1, 14),
                Optional.of(new Located<>("root", where(1, 29))),
                Optional.of(new Located<>(Path.of("/pw"), where(1, 50))),
                OpenShell.LOGOUT,
                Duration.ofMinutes(2),
                true));
    assertThat(
            List.of(
                settings.vspc().flatMap(VspcSettings::shell).orElseThrow(),
                console(settings).shell().orElseThrow()))
        .allSatisfy(it -> assertThat(it).isNotEqualTo(first))
        .allSatisfy(it -> assertThat(it.withoutPlaces()).isEqualTo(first.withoutPlaces()));
  }

  @Test
  void rightsInGuestsStandAtARuleAndAtARole() throws SettingsException {
    var shell = "shell: { as: [root, deploy], forward: allow, sshd: allow }";

    var settings =
        read(
            PEOPLE
                + """
                rules: { users: a, consoles: "*/*", right: write, %1$s }
                openstack: { rights: { member: { right: write, %1$s }, reader: watch } }
                """
                    .formatted(shell));

    problems.throwIfAny();
    assertThat(List.of(settings.rules().getFirst().shell(), role(settings, "member").shell()))
        .allSatisfy(it -> {
          assertThat(it.as()).extracting(Located::value).containsExactly("root", "deploy");
          assertThat(it.forward()).isEqualTo(Allowed.ALLOW);
          assertThat(it.sshd()).isEqualTo(Allowed.ALLOW);
        });
    assertThat(role(settings, "member").right()).isEqualTo(Settings.RightName.WRITE);
    assertThat(role(settings, "reader").right()).isEqualTo(Settings.RightName.WATCH);
    assertThat(role(settings, "reader").shell()).isEqualTo(ShellRights.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "''             | '' is no account; write one or more visible characters",
        "' '            | ' ' is no account; write one or more visible characters",
        "\"a\\tb\"  | 'a\\u0009b' is no account; write one or more visible characters",
        "\"a\\r\"   | 'a\\u000d' is no account; write one or more visible characters",
        "\"a\\e[2J\" | 'a\\u001b[2J' is no account; write one or more visible characters",
        "'root:secret'  | 'root:secret' is no account: none has a ':' or a blank",
        "'root toor'    | 'root toor' is no account: none has a ':' or a blank",
        "'-froot'       | '-froot' is no account: a login would take it for an option",
        "'*'            | '*' is no account, and no pattern; write each account by itself",
        "[]             | write one value here, not a list",
      })
  void whatIsNoAccountIsToldWhereItStands(String written, String why) {
    read("consoles: { p/n: { address: a, shell: { user: " + written + " } } }\n");

    assertThat(problems.all()).hasSize(1);
    assertThat(report()).isEqualTo("f:1:47: user: " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "deploy.user", "alice@example.org", "CORP\\\\alice", "rené"})
  void whatAGuestMayCallItsPeopleIsAnAccount(String account) throws SettingsException {
    read(
        PEOPLE
            + "rules: { users: a, consoles: x/y, right: write, shell: { as: \""
            + account
            + "\" } }");

    problems.throwIfAny();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "right: write, shell: { as: [root, ''] } | 69: as: '' is no account",
        "right: watch, shell: { as: [root] } | 63: this rule has a shell, but its right is watch",
        "right: watch, shell: { forward: allow } | 8: this rule has a shell, but its right is"
            + " watch",
        "right: write, shell: { forward: maybe } | 67: forward: 'maybe' is not known here; write"
            + " one of deny, allow",
        "right: write, shell: { sshd: allow }, sessions: { record: required } | 8: this rule has"
            + " sshd: allow, but sessions must be recorded",
        "right: write, shell: { as: [root], accounts: [x] } | 70: unknown key 'accounts'",
      })
  void aMistakeInTheRightsOfARuleIsToldInOneSentence(String rule, String report) {
    read(PEOPLE + "rules: { users: a, consoles: x/y, " + rule + " }");

    assertThat(problems.all()).as(report()).hasSize(1);
    assertThat(report()).startsWith("f:2:" + report);
  }

  @Test
  void theSameMistakesAreToldOfARole() {
    read(
        """
        sessions: { record: required }
        openstack:
          rights:
            reader: { right: watch, shell: { as: [root] } }
            member: { right: write, shell: { sshd: allow } }
            admin: { right: manage, shell: { sshd: allow } }
          sessions: { admin: { record: on } }
        """);

    assertThat(report().lines())
        .hasSize(2)
        .satisfiesExactly(
            watch -> assertThat(watch).startsWith("f:4:43: this role has a shell"),
            sshd -> assertThat(sshd).startsWith("f:5:5: this role has sshd: allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "right: wirte, "})
  void aRightThatCannotBeReadIsOneMistake(String right) {
    read("openstack: { rights: { member: { " + right + "shell: { as: [root] } } } }");

    assertThat(problems.all()).as(report()).hasSize(1);
    assertThat(report()).contains("right");
  }

  @Test
  void aConsoleThatNeedNotBeRecordedMakesRoomForTheGuestsOwnSsh() throws SettingsException {
    read(
        PEOPLE
            + """
            sessions: { record: required }
            rules: { users: a, consoles: x/y, right: write, shell: { sshd: allow } }
            consoles: { x/y: { address: a, sessions: { record: off } } }
            """);

    problems.throwIfAny();
  }

  @Test
  void aPasswordWithoutAnAccountIsAMistake() {
    read("vspc: { shell: { password-file: /pw } }\n");

    assertThat(report())
        .isEqualTo("f:1:33: whose password this is is missing; write user beside it");
  }
}
