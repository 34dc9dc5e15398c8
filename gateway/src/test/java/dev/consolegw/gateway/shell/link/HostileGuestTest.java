package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a guest says, it costs the gateway no more than agreed, and one sentence. */
class HostileGuestTest {
  private static final String BROKEN = "the guest does not keep to what was agreed: ";

  private static Message say(Op op, int channel, int... data) {
    var bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) data[i];
    }
    return new Message(op, channel, bytes);
  }

  static List<Arguments> nonsense() {
    var opened = say(Op.OPENED, 1);
    return List.of(
        Arguments.of("output of no channel", List.of(say(Op.BYTES, 7, 1))),
        Arguments.of("output before it is open", List.of(say(Op.BYTES, 1, 1))),
        Arguments.of("opened twice", List.of(opened, opened)),
        Arguments.of("an end before it is open", List.of(say(Op.EXIT, 1, 0, 0, 0, 0))),
        Arguments.of("an end of half a number", List.of(opened, say(Op.EXIT, 1, 0, 0))),
        Arguments.of("an impossible end", List.of(opened, say(Op.EXIT, 1, 9, 0, 0, 0))),
        Arguments.of("failed once open", List.of(opened, say(Op.FAILED, 1, 'x'))),
        Arguments.of("more room than was used", List.of(opened, say(Op.WINDOW, 1, 0, 0, 0, 1))),
        Arguments.of("less than no room", List.of(opened, say(Op.WINDOW, 1, 255, 0, 0, 1))),
        Arguments.of(
            "output after its end", List.of(opened, say(Op.EOF, 1, 3), say(Op.BYTES, 1, 1))),
        Arguments.of("empty output", List.of(opened, say(Op.BYTES, 1))),
        Arguments.of("somebody at no listener", List.of(opened, say(Op.ACCEPTED, 1, 128, 1))),
        Arguments.of("a copy", List.of(opened, say(Op.COPY, 1, 0, 0, 0, 1, 0, 0, 0, 1))),
        Arguments.of("what only we ask", List.of(opened, say(Op.CLOSE, 1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void nonsense(String name, List<Message> messages) throws Exception {
    try (var helper = new ScriptedGuest();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = tasks.submit(() -> helper.link.start(PtyGuest.command("true")));
      helper.awaitAsked();
      for (var message : messages) {
        helper.say(message);
      }
      assertThat(helper.awaitEnd()).as(name).startsWith(BROKEN);
      assertThatThrownBy(() -> start.get().await()).hasMessageContaining(BROKEN);
    }
  }

  @Test
  void moreThanTheWindowHoldsEndsIt() throws Exception {
    try (var helper = new ScriptedGuest();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = tasks.submit(() -> helper.link.start(PtyGuest.command("true")));
      helper.awaitAsked();
      helper.say(say(Op.OPENED, 1));
      helper.say(Op.BYTES, 1, new byte[16 * 1024]);
      start.get();
      assertThat(helper.hasEnded()).isFalse();
      helper.say(say(Op.BYTES, 1, 1));
      assertThat(helper.awaitEnd()).isEqualTo(BROKEN + "BYTES of 1 bytes on channel 1");
    }
  }

  @Test
  void aMessageThatIsTooLongEndsIt() throws Exception {
    try (var helper = new ScriptedGuest()) {
      helper.say(Op.BYTES.code(), 1, 16 * 1024 + 1, new byte[0]);
      assertThat(helper.awaitEnd()).isEqualTo(BROKEN + "it sent message 3 with 16385 bytes");
    }
    try (var helper = new ScriptedGuest()) {
      helper.say(99, 1, 0, new byte[0]);
      assertThat(helper.awaitEnd()).isEqualTo(BROKEN + "it sent message 99 with 0 bytes");
    }
  }

  @Test
  void aBombEndsIt() throws Exception {
    try (var helper = new ScriptedGuest()) {
      byte[] bomb = helper.packed(new byte[900_000]);
      assertThat(bomb.length).isLessThan(1024);
      helper.stream(bomb);
      assertThat(helper.awaitEnd()).startsWith(BROKEN);
    }
  }

  @Test
  void whatIsNoStreamEndsIt() throws Exception {
    try (var helper = new ScriptedGuest()) {
      helper.stream(new byte[] {1, 2, 3, 4});
      assertThat(helper.awaitEnd()).isEqualTo(BROKEN + "its stream cannot be unpacked");
    }
  }

  @Test
  void aRefusalIsMadePrintable() throws Exception {
    try (var helper = new ScriptedGuest();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> start = tasks.submit(() -> helper.link.start(PtyGuest.command("true")));
      helper.awaitAsked();
      helper.say(Op.FAILED, 1, "no\u001b[31m way".getBytes(UTF_8));
      assertThatThrownBy(start::get).hasMessageContaining("the guest says: no\\x1b[31m way");
      assertThat(helper.hasEnded()).isFalse();
    }
  }

  @Test
  void connectionsThatNobodyAcceptsAreSentAway() throws Exception {
    try (var helper = new ScriptedGuest();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var listen = tasks.submit(() -> helper.link.listen("", 0));
      helper.awaitAsked();
      helper.say(say(Op.OPENED, 1, 0x1F, 0x90));
      assertThat(listen.get().port()).isEqualTo(8080);
      for (int i = 0; i < 40; i++) {
        helper.say(say(Op.ACCEPTED, 1, 0x80, i, 'p'));
      }
      var taken = new ArrayList<Object>();
      for (int i = 0; i < 16; i++) {
        taken.add(listen.get().accept().peer());
      }
      assertThat(taken).containsOnly("p");
      assertThat(helper.hasEnded()).isFalse();
    }
  }
}
