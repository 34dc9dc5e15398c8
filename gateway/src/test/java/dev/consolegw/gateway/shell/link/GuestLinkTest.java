package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
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
  void whoPressesControlCFiveTimesHasTheConsoleBack() throws IOException {
    try (var guest = PtyGuest.ready()) {
      assertThat(guest.run("echo before").text()).isEqualTo("before\n");
      while (!guest.hasEnded()) {
        guest.type("\3");
        LockSupport.parkNanos(50_000_000);
      }
      assertThat(guest.awaitEnd())
          .hasMessage("our program in the guest has ended: somebody at the console has ended it");
      guest.awaitTexts("guest# ", 2);
      guest.type("echo mine $((6*7))\r");
      guest.awaitText("mine 42");
    }
  }

  @Test
  void whatRunsIsHungUpAndKilledWhenTheLinkIsClosed() throws Exception {
    try (var guest = PtyGuest.ready()) {
      var process =
          guest.link.start(PtyGuest.command("trap 'echo bye >&2' HUP; sleep 77; sleep 77"));
      assertThat(guest.children()).anyMatch(GuestLinkTest::sleeps);
      guest.link.close();
      assertThatThrownBy(process::await).hasMessage("the link was closed");
      guest.awaitTexts("guest# ", 2);
      assertThat(guest.children()).noneMatch(GuestLinkTest::sleeps);
    }
  }

  private static boolean sleeps(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("sleep 77");
  }

  @Test
  void oneFromBeforeGoesWhenItIsTold() throws Exception {
    try (var guest = PtyGuest.ready()) {
      guest.type(new String(GuestLink.reset(), ISO_8859_1));
      assertThat(guest.awaitEnd())
          .hasMessage("our program in the guest has ended: it was told to end");
      guest.awaitTexts("guest# ", 2);
    }
  }

  @Test
  void theLineThatIsTypedIsShortAndItsEchoIsNoAnswer() {
    var bootstrap = Bootstrap.standard();
    assertThat(bootstrap.line().length()).isLessThan(1_000);
    assertThat(bootstrap.line()).doesNotContain(Bootstrap.ANSWER);
    assertThat(bootstrap.helper().length).isLessThan(10_000);
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
  void aHelperThatIsKilledIsMissedAtOnce() throws IOException {
    try (var guest = PtyGuest.ready()) {
      var running = guest.later(() -> guest.run("kill -9 $PPID; sleep 60"));

      assertThat(guest.awaitEnd()).hasMessage("our program in the guest has ended: it was killed");
      assertThat(running).failsWithin(PtyGuest.LIMIT);
      guest.type("\necho prompt''ed\n");
      guest.awaitText("prompted");
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
