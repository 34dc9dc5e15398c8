package dev.consolegw.gateway.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Replies come in the order of the requests, in whichever order they are there. */
class GlobalRepliesTest {
  private final List<Integer> sent = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Answers answers = new Answers(socket());
  private final GlobalReplies replies = new GlobalReplies(answers, this::send);

  /** One of which only what it is asked to do counts. */
  private IoSession socket() {
    return (IoSession)
        Proxy.newProxyInstance(
            IoSession.class.getClassLoader(),
            new Class<?>[] {IoSession.class},
            (_, method, _) -> {
              asked.add(method.getName());
              return null;
            });
  }

  private void send(Buffer packet) {
    sent.add(packet.getInt());
  }

  private static Buffer packet(int number) {
    var packet = new ByteArrayBuffer();
    packet.putInt(number);
    return packet;
  }

  private void now(int number) {
    if (!replies.keep(packet(number))) {
      sent.add(number);
    }
  }

  @Property(tries = 200)
  void theOrderIsThatOfTheRequests(
      @ForAll @Size(max = 12) List<Boolean> takesLong, @ForAll Random order) {
    sent.clear();
    var pending = new ArrayList<Runnable>();
    for (int i = 0; i < takesLong.size(); i++) {
      int number = i;
      if (takesLong.get(i)) {
        var later = replies.later(true);
        pending.add(() -> later.reply(packet(number)));
      } else {
        now(number);
      }
    }
    Collections.shuffle(pending, order);
    pending.forEach(Runnable::run);

    assertThat(sent).hasSize(takesLong.size()).isSorted();
  }

  @org.junit.jupiter.api.Test
  void whoAsksOnWhileOneTakesLongIsReadNoFurtherUntilItIsThere() {
    var later = replies.later(true);
    for (int i = 1; i <= 200; i++) {
      now(i);
    }
    assertThat(sent).isEmpty();
    assertThat(asked).containsExactly("suspendRead");

    later.reply(packet(0));

    assertThat(sent).hasSize(201).isSorted();
    assertThat(asked).containsExactly("suspendRead", "resumeRead");
  }

  @org.junit.jupiter.api.Test
  void oneThatIsNotWantedIsNotSentAndHoldsUpNone() {
    var unwanted = replies.later(false);
    now(1);
    unwanted.reply(packet(0));

    assertThat(sent).containsExactly(1);
  }
}
