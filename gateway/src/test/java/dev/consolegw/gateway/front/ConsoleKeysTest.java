package dev.consolegw.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.front.ConsoleKeys.Effect;
import dev.consolegw.gateway.terminal.input.TerminalInput;
import dev.consolegw.gateway.terminal.input.TimedInput;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Keys, commands and messages, as a console's channel brings them. */
class ConsoleKeysTest {
  private final ManualScheduler timer = new ManualScheduler(new ManualClock());
  private final List<String> all = new ArrayList<>();
  private final TimedInput<Effect> keys =
      new TimedInput<>(timer, new ConsoleKeys(Optional.of((byte) 0x1D)), this::note);
  private int accounted;

  private void note(Effect effect) {
    switch (effect) {
      case Effect.Type(var bytes) -> add("typed ", bytes, true);
      case Effect.Report(_, var bytes) -> add("report ", bytes, true);
      case Effect.Command(char key) -> all.add("command " + key);
      case Effect.Echo(var shown) -> add("echo ", shown, false);
      case Effect.Say(var text) -> all.add("says " + text);
      case Effect.Composed() -> {}
      case Effect.Taken(int count) -> accounted += count;
    }
  }

  /** What follows each other is one entry. */
  private void add(String kind, ByteBuffer bytes, boolean isGuests) {
    accounted += isGuests ? bytes.remaining() : 0;
    var text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    if (!all.isEmpty() && all.getLast().startsWith(kind)) {
      all.set(all.size() - 1, all.getLast() + text);
    } else {
      all.add(kind + text);
    }
  }

  private List<String> send(String text, int piece) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += piece) {
      keys.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    keys.end();
    assertThat(accounted).as("each byte is given back once").isEqualTo(bytes.length);
    accounted = 0;
    var made = List.copyOf(all);
    all.clear();
    return made;
  }

  private List<String> send(String text) {
    return send(text, 1 << 20);
  }

  @Test
  void whatIsTypedBehindACommandIsTheGuests() {
    assertThat(send("\035lls\r\035Lx"))
        .containsExactly("command l", "typed ls\r", "command L", "typed x");
  }

  @Test
  void aMessageIsALineThatTheGuestDoesNotSee() {
    assertThat(send("\035mhello\rls"))
        .containsExactly("echo \r\nmessage: hello\r\n", "says hello", "typed ls");
    assertThat(send("\035mGrüße\n")).containsExactly("echo \r\nmessage: Grüße\r\n", "says Grüße");
  }

  @Test
  void whatFollowsTheKeyThatLeavesIsTypedToNobody() {
    assertThat(send("ls\035.reboot\r\033[46;1:3u")).containsExactly("typed ls", "command .");
    assertThat(send("reboot\r")).isEmpty();
  }

  @Test
  void keysOfAMessageThatAreLetGoAreNotTheGuests() {
    assertThat(send("\035mh\033[104;1:3ui\033[105;1:3u\r")).endsWith("says hi");
  }

  @Test
  void aMessageCanBeCorrectedAndGivenUp() {
    assertThat(send("\035maé€\177\177b\r")).endsWith("says ab");
    assertThat(send("\035m\177\177x\r")).endsWith("says x");
    assertThat(send("\035mnever mind\003ls"))
        .endsWith("typed ls")
        .noneMatch(one -> one.contains("says"));
    assertThat(send("\035mnever mind\033")).noneMatch(one -> one.contains("says"));
    assertThat(send("\035mnever mind\033[27ux")).endsWith("typed x");
  }

  @Test
  void aMessageHasABoundAndHoldsNoControlsAndNoHalfCharacter() {
    assertThat(send("\035m" + "x".repeat(10_000) + "\r"))
        .endsWith("says " + "x".repeat(MessageLine.LENGTH));
    assertThat(send("\035ma\007\t\000\035b\r")).endsWith("says ab");
    var long_ = "x".repeat(MessageLine.LENGTH - 1);
    assertThat(send("\035m" + long_ + "é\r")).endsWith("says " + long_);
    assertThat(send("\035m\033[200~" + long_ + "é\033[201~\r")).endsWith("says " + long_);
  }

  @Test
  void aPasteIntoAMessageIsItsText() {
    assertThat(send("\035m\033[200~reboot\r\nnow\033[201~\r"))
        .containsExactly("echo \r\nmessage: reboot now\r\n", "says reboot now");
    assertThat(send("\035m\033[200~two lines\r\033[201~ of it\r")).endsWith("says two lines of it");
  }

  @Test
  void otherKeysAreNothingInAMessageAndTheirTailsAreNotTyped() {
    assertThat(send("\035ma\033[A\033[3~\033OP\033[[Ab\r")).endsWith("says ab");
    assertThat(send("\035ma\033[97u\033[97;1:3u\033[98;2u\033[13u\033[13;1:3ux"))
        .endsWith("says aaB", "typed x");
  }

  @Test
  void aTerminalsAnswerInAMessageReachesTheGuest() {
    assertThat(send("\035ma\033[24;1Rb\r"))
        .containsExactly("echo \r\nmessage: a", "report \033[24;1R", "echo b\r\n", "says ab");
  }

  @Test
  void anAnswerAfterTheEscapeKeyIsNoKey() {
    assertThat(send("\035\033[24;1R.")).containsExactly("report \033[24;1R", "command .");
  }

  @Test
  void escAloneIsTypedWhenItsTimeIsOver() {
    keys.feed(ByteBuffer.wrap("a\033".getBytes(StandardCharsets.US_ASCII)));
    assertThat(all).containsExactly("typed a");

    timer.advance(TerminalInput.PATIENCE);

    assertThat(all).containsExactly("typed a\033");
  }

  @Test
  void aSequenceThatComesInPiecesIsWaitedForAndAKeyMeanwhileIsNot() {
    keys.feed(ByteBuffer.wrap("\033[93".getBytes(StandardCharsets.US_ASCII)));
    timer.advance(TerminalInput.SEQUENCE_PATIENCE.minusMillis(1));
    assertThat(all).isEmpty();
    keys.feed(ByteBuffer.wrap(";5u.".getBytes(StandardCharsets.US_ASCII)));
    assertThat(all).containsExactly("command .");

    timer.advance(TerminalInput.PASTE_PATIENCE);
    assertThat(all).hasSize(1);
  }

  @Test
  void whoIsGoneIsWaitedForNoMore() {
    keys.feed(ByteBuffer.wrap(new byte[] {0x1B}));
    keys.stop();
    timer.advance(TerminalInput.PASTE_PATIENCE);

    assertThat(all).isEmpty();
  }

  @Provide
  Arbitrary<String> sent() {
    return Arbitraries.oneOf(
            Arbitraries.of("\035", "m", "x", ".", "\r", "\003", "\033", "\177", "é", "漢"),
            Arbitraries.of("\033[93;5u", "\033[93;5:3u", "\033[13;1:3u", "\033[97u", "\033[13u"),
            Arbitraries.of("\033[200~", "\033[201~", "\033[24;1R", "\033[A", "\033[<0;1;1M"),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(14)
        .map(each -> String.join("", each));
  }

  @Property
  void anyChunkingGivesTheSame(
      @ForAll("sent") String sent, @ForAll @IntRange(min = 1, max = 7) int piece) {
    assertThat(new ConsoleKeysTest().send(sent, piece)).isEqualTo(new ConsoleKeysTest().send(sent));
  }
}
