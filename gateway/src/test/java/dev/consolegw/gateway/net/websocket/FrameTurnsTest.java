package dev.consolegw.gateway.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Link;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A far side that sends tiny frames: the reader serves others between a few of them. */
class FrameTurnsTest {
  private static final int READ = 64 * 1024;
  private static final Reason GONE = Reason.of(Reason.Kind.ENDED, "gone");

  /** A link whose reader is the test. */
  private static final class Below implements Link {
    private final Deque<Runnable> posted = new ArrayDeque<>();
    private @Nullable Listener listener;
    private boolean paused;
    private int writes;

    @Override
    public void open(Listener to, ByteBuffer early) {
      listener = to;
    }

    Listener reader() {
      return Objects.requireNonNull(listener);
    }

    /** Turns until nothing is left to do. */
    int runAll() {
      int turns = 0;
      for (var task = posted.poll(); task != null; task = posted.poll()) {
        task.run();
        turns++;
      }
      return turns;
    }

    @Override
    public boolean write(ByteBuffer bytes) {
      writes++;
      return true;
    }

    @Override
    public boolean holds() {
      return false;
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void post(Runnable task) {
      posted.add(task);
    }

    @Override
    public void close(Reason why) {}
  }

  /** What came out, and in how many calls. */
  private static final class Heard implements Link.Listener {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int calls;
    private boolean ended;

    @Override
    public void received(ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      output.writeBytes(copy);
      calls++;
    }

    @Override
    public void drained() {}

    @Override
    public void ended(Reason why) {
      ended = true;
    }
  }

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
          task.run(); // it only posts what comes next
          return super.schedule(() -> {}, 0, unit);
        }
      };
  private final Below below = new Below();
  private final Heard heard = new Heard();
  private int texts;
  private final WebSocketLink link = open();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private WebSocketLink open() {
    var draft = new Draft_6455(List.of(), 1 << 20);
    draft.setParseMode(Role.CLIENT);
    var manner = new WebSocketLink.Manner(_ -> texts++, false, GONE, Duration.ofHours(1));
    var opened = new WebSocketLink(below, draft, manner, timer);
    opened.open(heard, ByteBuffer.allocate(0));
    return opened;
  }

  private static ByteBuffer full(int... frame) {
    var bytes = ByteBuffer.allocate(READ / frame.length * frame.length);
    while (bytes.hasRemaining()) {
      for (int one : frame) {
        bytes.put((byte) one);
      }
    }
    return bytes.flip();
  }

  @Test
  void aReadFullOfTinyFramesTakesManyTurnsAndIsOutputInFewPieces() {
    int frames = READ / 3;

    below.reader().received(full(0x82, 1, 'x'));

    assertThat(heard.output.size()).isEqualTo(Frames.AT_ONCE);
    assertThat(heard.calls).isEqualTo(1);
    assertThat(below.paused).isTrue();
    assertThat(below.runAll()).isGreaterThanOrEqualTo(frames / Frames.AT_ONCE);
    assertThat(heard.output.size()).isEqualTo(frames);
    assertThat(heard.calls).isLessThanOrEqualTo(frames / Frames.AT_ONCE + 1);
    assertThat(below.paused).isFalse();
  }

  @Test
  void pingsAndTextsAreFewATurn() {
    below.reader().received(full(0x89, 0));
    assertThat(below.writes).isLessThanOrEqualTo(16);
    below.runAll();

    below.reader().received(full(0x81, 2, '{', '}'));
    assertThat(texts).isLessThanOrEqualTo(16);
    below.runAll();
    assertThat(texts).isEqualTo(READ / 4);
  }

  @Test
  void whoeverHeldTheGuestBackMeanwhileStillDoes() {
    below.reader().received(full(0x82, 1, 'x'));
    link.pause();
    below.runAll();
    assertThat(below.paused).isTrue();

    link.resume();
    assertThat(below.paused).isFalse();

    below.reader().received(full(0x82, 1, 'x'));
    link.pause();
    link.resume();
    assertThat(below.paused).isTrue();
    below.runAll();
    assertThat(below.paused).isFalse();
  }

  @Test
  void aGuestsLastWordsAreHeardBeforeItsEnd() {
    below.reader().received(full(0x82, 1, 'x').limit(3 * 1000));
    below.reader().received(full(0x82, 1, 'y').limit(3 * 1000));
    below.reader().ended(GONE);

    assertThat(heard.output.size()).isEqualTo(2000);
    assertThat(heard.ended).isTrue();
  }
}
