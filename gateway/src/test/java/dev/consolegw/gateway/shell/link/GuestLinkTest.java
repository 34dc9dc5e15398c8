package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A link to a real shell on a real pty, over a wire that does no harm. */
class GuestLinkTest {

  @Test
  void aCommandHasItsOutputsApartAndItsStatus() throws IOException {
    try (var guest = PtyGuest.ready()) {
      var result = guest.run("echo out; echo err >&2; exit 3");
      assertThat(result.outcome()).isEqualTo(new Outcome.Exited(3));
      assertThat(result.text()).isEqualTo("out\n");
      assertThat(new String(result.errors(), ISO_8859_1)).isEqualTo("err\n");
    }
  }

  @Test
  void anyBytesGoThroughBothWays() throws IOException {
    var bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    try (var guest = PtyGuest.ready()) {
      assertThat(guest.run("cat", bytes).out()).isEqualTo(bytes);
    }
  }

  @Test
  void thePromptComesBackWhenTheLinkIsClosed() throws IOException {
    try (var guest = PtyGuest.ready()) {
      guest.link.close();
      guest.awaitText("@GO@guest# ");
      guest.type("echo still $((6*7)) here\r");
      guest.awaitText("still 42 here");
    }
  }

  @Test
  void aLoginPromptInPlaceOfAnAnswerIsARestart() throws IOException {
    try (var guest = PtyGuest.ready()) {
      var running = guest.later(() -> guest.run("kill -9 $PPID; sleep 60"));

      guest.awaitText("Killed");
      guest.type("printf 'web1 lo''gin: '; cat >/dev/null\n");

      assertThat(guest.awaitEnd()).hasMessage("the guest restarted");
      assertThat(running).failsWithin(PtyGuest.LIMIT);
    }
  }

  @Test
  @Tag("long")
  void aLoginPromptThatSomebodyPrintsIsNone() throws IOException {
    try (var guest = PtyGuest.ready()) {
      var result = guest.run("printf 'web1 login: ' >/proc/$PPID/fd/1; sleep 12; echo here");

      assertThat(result.text()).isEqualTo("here\n");
    }
  }
}
