package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.meter.Tally;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Every byte goes out in its sender's order, once at most, and is told of exactly once. */
class InputQueuePropertiesTest {
  private static final int SENDERS = 3;
  private static final Pace SLOW = new Pace(3, Duration.ofMillis(5));

  private final ManualScheduler timer = new ManualScheduler(new ManualClock());

  /** One who types 0, 1, 2, … modulo 64, with its number in the two upper bits. */
  private static final class Typist implements InputAck {
    final int number;
    final AtomicInteger told = new AtomicInteger();
    final CountDownLatch all = new CountDownLatch(1);
    final int most;
    int typed;

    Typist(int number, int most) {
      this.number = number;
      this.most = most;
    }

    byte next() {
      return (byte) ((number << 6) | (typed++ & 0x3F));
    }

    @Override
    public void taken(int bytes, boolean sent) {
      if (told.addAndGet(bytes) == most) {
        all.countDown();
      }
    }
  }

  /** What arrived of each sender. */
  private static final class Arrivals {
    final List<List<Byte>> of = new ArrayList<>();

    Arrivals() {
      for (int i = 0; i < SENDERS; i++) {
        of.add(new ArrayList<>());
      }
    }

    void add(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        of.get((b & 0xFF) >> 6).add(b);
      }
    }
  }

  private InputQueue typing() {
    return new InputQueue(
        timer, new SilentConnectionGuard(Duration.ofSeconds(10), timer, () -> {}), new Tally());
  }

  private void connect(InputQueue queue, ScriptedBackend to) {
    queue.live(to, new DialAttempt(DialAttemptTest.connection(timer))::hasShown);
    queue.send();
  }

  @Property(tries = 300)
  void threadsThatTypeAtOnceDisturbNeitherOrderNorNumber(@ForAll long seed) throws Exception {
    var queue = typing();
    var arrived = new Arrivals();
    int each = 400;
    try (ExecutorService reader = Executors.newSingleThreadExecutor();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      var chance = new Random(seed);
      connect(
          queue,
          new ScriptedBackend()
              .answering(input -> {
                arrived.add(((ConsoleInput.Keys) input).bytes().rewind());
                if (chance.nextInt(4) > 0) {
                  return SendResult.DONE;
                }
                reader.execute(queue::released);
                return SendResult.HELD;
              }));
      var start = new CountDownLatch(1);
      var typists = new ArrayList<Typist>();
      var work = new ArrayList<Future<?>>();
      for (int i = 0; i < SENDERS; i++) {
        var typist = new Typist(i, each);
        typists.add(typist);
        work.add(
            threads.submit(() -> {
              start.await();
              typeAll(queue, typist, new Random(seed + typist.number));
              return null;
            }));
      }
      start.countDown();
      for (var one : work) {
        one.get(20, TimeUnit.SECONDS);
      }
      for (var typist : typists) {
        assertThat(typist.all.await(20, TimeUnit.SECONDS)).isTrue();
      }
      typists.forEach(typist -> assertThat(typist.told.get()).isEqualTo(each));
    }
    for (int i = 0; i < SENDERS; i++) {
      assertThat(arrived.of.get(i)).isEqualTo(inOrder(i, each));
    }
  }

  private static void typeAll(InputQueue queue, Typist typist, Random chance) {
    var buffer = new byte[16];
    while (typist.typed < typist.most) {
      int size = Math.min(1 + chance.nextInt(buffer.length), typist.most - typist.typed);
      for (int i = 0; i < size; i++) {
        buffer[i] = typist.next();
      }
      queue.keys(ByteBuffer.wrap(buffer, 0, size), null, false, typist);
      java.util.Arrays.fill(buffer, (byte) 0xFF); // the buffer is ours again
    }
  }

  @Property(tries = 5_000)
  void whateverHappensEveryByteIsToldOfOnce(@ForAll @Size(max = 60) List<Byte> steps) {
    var queue = typing();
    var arrived = new Arrivals();
    var typists = List.of(new Typist(0, -1), new Typist(1, -1), new Typist(2, -1));
    var chance = new Random(steps.hashCode());
    boolean live = false;
    for (byte step : steps) {
      var typist = typists.get(Math.floorMod(step, SENDERS));
      switch (Math.floorMod(step / SENDERS, 10)) {
        case 0, 1, 2 -> queue.keys(some(typist, chance), null, false, typist);
        case 3 -> queue.keys(some(typist, chance), SLOW, false, typist);
        case 4 -> queue.keys(some(typist, chance), null, true, typist);
        case 5 -> queue.released();
        case 6 -> queue.discard(typist);
        case 7 -> timer.advance(Duration.ofMillis(4));
        case 8 -> {
          if (live) {
            queue.down().tell();
          } else {
            connect(queue, noting(arrived, chance));
          }
          live = !live;
        }
        default -> queue.control(new ConsoleInput.Break(Duration.ZERO), _ -> {});
      }
    }
    queue.down().tell();

    typists.forEach(typist -> assertThat(typist.told.get()).isEqualTo(typist.typed));
    for (var typist : typists) {
      assertThat(isInOrder(arrived.of.get(typist.number), typist.typed)).isTrue();
    }
  }

  /** A line that hides a queue, keeps some input, and lets go of some of it at once. */
  private ScriptedBackend moody(InputQueue queue, Arrivals arrived, Random chance) {
    return new ScriptedBackend()
        .queueing()
        .answering(input -> {
          if (input instanceof ConsoleInput.Keys(ByteBuffer bytes)) {
            arrived.add(bytes.rewind());
          }
          return switch (chance.nextInt(4)) {
            case 0 -> SendResult.HELD;
            case 1 -> {
              queue.released();
              yield SendResult.HELD;
            }
            default -> SendResult.DONE;
          };
        });
  }

  @Property(tries = 5_000)
  void onALineThatStandsNothingIsLostAndNothingComesTwice(
      @ForAll @Size(max = 60) List<Byte> steps) {
    var queue = typing();
    var arrived = new Arrivals();
    var typists = List.of(new Typist(0, -1), new Typist(1, -1), new Typist(2, -1));
    var chance = new Random(steps.hashCode());
    var breaks = new ArrayList<Delivery>();
    int asked = 0;
    connect(queue, moody(queue, arrived, chance));
    for (byte step : steps) {
      var typist = typists.get(Math.floorMod(step, SENDERS));
      switch (Math.floorMod(step / SENDERS, 9)) {
        case 0, 1 -> queue.keys(some(typist, chance), null, false, typist);
        case 2, 3 -> queue.keys(some(typist, chance), SLOW, true, typist);
        case 4 -> queue.released();
        case 5 -> queue.hold();
        case 6 -> timer.advance(Duration.ofMillis(4));
        case 7 -> queue.shown();
        default -> {
          queue.control(new ConsoleInput.WindowChange(80, 24, 0, 0), _ -> {});
          queue.control(new ConsoleInput.Break(Duration.ZERO), breaks::add);
          asked++;
        }
      }
    }

    queue.shown();
    for (int i = 0; i < 10_000 && !isAllTold(typists, breaks, asked); i++) {
      queue.released();
      timer.advance(Duration.ofMillis(5));
    }

    assertThat(breaks).hasSize(asked);
    for (var typist : typists) {
      assertThat(typist.told.get()).isEqualTo(typist.typed);
      assertThat(arrived.of.get(typist.number)).isEqualTo(inOrder(typist.number, typist.typed));
    }
  }

  private static boolean isAllTold(List<Typist> typists, List<Delivery> breaks, int asked) {
    return breaks.size() == asked
        && typists.stream().allMatch(typist -> typist.told.get() == typist.typed);
  }

  private static List<Byte> inOrder(int number, int count) {
    var again = new Typist(number, count);
    var all = new ArrayList<Byte>();
    while (all.size() < count) {
      all.add(again.next());
    }
    return all;
  }

  private static ScriptedBackend noting(Arrivals arrived, Random chance) {
    return new ScriptedBackend()
        .answering(input -> {
          if (input instanceof ConsoleInput.Keys(ByteBuffer bytes)) {
            arrived.add(bytes.rewind());
            return chance.nextInt(3) == 0 ? SendResult.HELD : SendResult.DONE;
          }
          return SendResult.DONE;
        });
  }

  private static ByteBuffer some(Typist typist, Random chance) {
    var bytes = new byte[chance.nextInt(8)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = typist.next();
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Whether these are some of the first {@code count} bytes of a typist, each once, in order. */
  private static boolean isInOrder(List<Byte> some, int count) {
    int at = 0;
    for (byte b : some) {
      while (at < count && (at & 0x3F) != (b & 0x3F)) {
        at++;
      }
      if (at++ >= count) {
        return false;
      }
    }
    return true;
  }
}
