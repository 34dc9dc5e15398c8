package dev.consolegw.gateway.shell.link.arq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.link.frame.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Two ends of a stream, and a line between them that loses, doubles and delays. */
class ArqTest {

  /** One end. */
  private static final class End {
    final Arq arq = new Arq();
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    final Deque<Frame> line = new ArrayDeque<>();

    void say(byte[] bytes) {
      said.writeBytes(bytes);
      arq.add(bytes);
    }

    void send(double now) {
      for (var frame = arq.poll(now); frame != null; frame = arq.poll(now)) {
        line.add(frame);
      }
    }

    void hear(Frame frame, double now) {
      arq.take(frame, now).ifPresent(heard::writeBytes);
    }
  }

  @Property(tries = 200)
  void everythingArrivesOnceAndInOrder(@ForAll long seed, @ForAll @IntRange(max = 25) int harm) {
    var random = new Random(seed);
    var here = new End();
    var there = new End();
    double now = 0;
    int rounds = 0;
    while (rounds < 300 || !here.arq.isQuiet() || !there.arq.isQuiet()) {
      assertThat(rounds++).isLessThan(20_000);
      now += random.nextDouble() / 5;
      for (var end : new End[] {here, there}) {
        if (rounds < 300 && random.nextInt(3) == 0) {
          var more = new byte[random.nextInt(3000)];
          random.nextBytes(more);
          end.say(more);
        }
        end.arq.alarm(now);
        end.send(now);
      }
      deliver(here, there, random, harm, now);
      deliver(there, here, random, harm, now);
    }
    assertThat(there.heard.toByteArray()).isEqualTo(here.said.toByteArray());
    assertThat(here.heard.toByteArray()).isEqualTo(there.said.toByteArray());
  }

  private static void deliver(End from, End to, Random random, int harm, double now) {
    int count = random.nextInt(1 + from.line.size());
    for (int i = 0; i < count; i++) {
      var frame = from.line.remove();
      if (random.nextInt(100) >= harm) {
        to.hear(frame, now);
      } else if (random.nextBoolean()) {
        to.arq.missed(now);
      }
      if (random.nextInt(100) < harm) {
        to.hear(frame, now);
      }
    }
  }

  @Test
  void whatIsUnderWayFitsTheLine() {
    var here = new End();
    var there = new End();
    here.say(new byte[200_000]);
    double now = 0;
    double rate = 11_520;
    int most = 0;
    while (!here.arq.isQuiet()) {
      here.send(now);
      int queued = here.line.stream().mapToInt(frame -> frame.payload().length + 11).sum();
      most = now > 3 ? Math.max(most, queued) : most;
      var frame = here.line.remove();
      now += (frame.payload().length + 11) / rate;
      there.hear(frame, now);
      there.send(now);
      there.line.forEach(each -> {});
      while (!there.line.isEmpty()) {
        here.hear(there.line.remove(), now);
      }
    }
    assertThat(most).isBetween(300, 1_300);
    assertThat(now).isLessThan(200_000 / rate * 1.06);
  }
}
