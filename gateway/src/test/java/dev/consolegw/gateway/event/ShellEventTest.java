package dev.consolegw.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.testing.Grants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShellEventTest {
  private static String told(String commandLine) {
    var session =
        new Session("1", Grants.identity("alice"), Grants.from("192.0.2.1"), Instant.EPOCH);
    var grant = Grants.grant("alice", Right.WRITE, Stage.SERVER);
    return new ShellEvent.CommandBegan(Stage.ID, session, grant, 1, "root", commandLine)
        .commandLine();
  }

  @Test
  void aCommandLineIsToldWholeAsLongAsItIsShort() {
    var longest = "x".repeat(ShellEvent.MAX_LINE);

    assertThat(told("")).isEmpty();
    assertThat(told(longest)).isEqualTo(longest);
    assertThat(told(longest + "y")).isEqualTo("x".repeat(ShellEvent.MAX_LINE - 3) + "…");
  }

  @Property
  void ofALongOneItsBeginningIsToldInWholeCharacters(
      @ForAll @StringLength(min = 0, max = 1500) String line) {
    var told = told(line);

    assertThat(told.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(ShellEvent.MAX_LINE);
    assertThat(told)
        .satisfiesAnyOf(
            whole -> assertThat(whole).isEqualTo(line),
            cut -> assertThat(line).startsWith(cut.substring(0, cut.length() - 1)));
  }

  @Test
  void aCommandLineThatMayHoldAPasswordIsNotToldAtAll() {
    assertThat(told("CONSOLE_PASSWORD=tr0ub4dor make")).isEqualTo(ShellEvent.WITHHELD);
  }
}
