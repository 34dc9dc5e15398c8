package dev.consolegw.gateway.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.config.Settings.RecordedInput;
import dev.consolegw.config.Settings.Recording;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.shell.HeldRight.Needed;
import dev.consolegw.gateway.testing.Grants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What somebody has to be allowed for what goes through a guest, before it begins and after. */
class NeededRightTest {
  private static final ShellTerms FORWARD = new ShellTerms(Set.of(), true, false);
  private static final ShellTerms SSHD = new ShellTerms(Set.of(), false, true);

  private static Grant grant(Right right, ShellTerms shell, Recording record) {
    var policy =
        new Policy() {
          @Override
          public Optional<Right> right(Person who, ConsoleRef what) {
            return Optional.of(right);
          }

          @Override
          public ShellTerms shell(Person who, ConsoleRef what) {
            return shell;
          }

          @Override
          public Terms terms(Person who, ConsoleRef what) {
            return new Terms(
                Sharing.ONE_WRITER,
                1,
                Optional.empty(),
                Optional.empty(),
                Leaving.KEEP,
                record,
                RecordedInput.OFF);
          }
        };
    return new Authorizer(List.of(), List.of(policy))
        .grant(
            Grants.identity("alice"),
            new ConsoleRef("file", "lab", "web1", "web1", Map.of(), Set.of()))
        .orElseThrow();
  }

  private static void assertRefused(Needed needed, Grant grant, String sentence) {
    assertThat(needed.isIn(grant)).isFalse();
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> needed.check(grant))
        .satisfies(it -> assertThat(it.ending().text()).isEqualTo(sentence));
  }

  @Test
  void eachNeedsItsOwn() {
    var forward = grant(Right.WRITE, FORWARD, Recording.REQUIRED);
    var sshd = grant(Right.WRITE, SSHD, Recording.ON);

    assertThat(Needed.CONNECTIONS.isIn(forward)).isTrue();
    assertThat(Needed.SSHD.isIn(sshd)).isTrue();
    assertThatCode(() -> Needed.SSHD.check(sshd)).doesNotThrowAnyException();
    assertRefused(
        Needed.CONNECTIONS,
        sshd,
        "you may not connect through this guest; the gateway's operator allows it with"
            + " shell.forward");
    assertRefused(
        Needed.SSHD,
        forward,
        "you may not reach this guest's own SSH server; the gateway's operator allows it with"
            + " shell.sshd");
  }

  @Test
  void whatHasToBeRecordedDoesNotGoWhereNothingCanBe() {
    assertRefused(
        Needed.SSHD,
        grant(Right.WRITE, SSHD, Recording.REQUIRED),
        "you may not reach this guest's own SSH server: what you do here has to be recorded, and"
            + " that cannot be");
  }

  @Test
  void noneGoesOnWithoutTheRightToWrite() {
    for (var needed : Needed.values()) {
      assertThat(
              needed.isIn(grant(Right.WATCH, new ShellTerms(Set.of(), true, true), Recording.OFF)))
          .isFalse();
    }
  }
}
