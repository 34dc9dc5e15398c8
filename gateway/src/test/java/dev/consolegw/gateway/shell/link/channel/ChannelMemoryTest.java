package dev.consolegw.gateway.shell.link.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import dev.consolegw.gateway.shell.link.stream.Packer;
import dev.consolegw.gateway.shell.link.stream.Unpacker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Links whose guests send all they may, with nobody who reads it. */
class ChannelMemoryTest {
  private static final int LINKS = 16;
  private static final int CHANNELS = 64;
  private static final int PIECE = 16 * 1024;

  /** Counts, and holds everybody to one bound. */
  private static final class Counted implements Allowance {
    private final long most;
    private long used;

    Counted(long most) {
      this.most = most;
    }

    @Override
    public synchronized boolean tryUse(long bytes) {
      boolean fits = used + bytes <= most;
      used += fits ? bytes : 0;
      return fits;
    }

    @Override
    public synchronized void release(long bytes) {
      used -= bytes;
    }

    synchronized long used() {
      return used;
    }
  }

  /** One link, and its guest. */
  private static final class Link {
    private final Semaphore due = new Semaphore(0);
    private final Mux mux;
    private final Packer packer;
    private final Unpacker there = new Unpacker();
    private final Map<Integer, Integer> room = new HashMap<>();
    private final List<GuestProcess> open = new ArrayList<>();

    Link(Allowance memory) {
      mux = new Mux(CHANNELS, memory, due::release);
      packer = new Packer(4 * 1024 * 1024, memory);
    }

    /** The guest hears what is due, and opens what it is asked to. */
    void hear() throws GuestException {
      while (mux.pack(packer, 1024)) {
        for (var message : there.take(packer.flush())) {
          if (message.op() == Op.EXEC) {
            room.put(message.channel(), PIECE);
            mux.take(Message.of(Op.OPENED, message.channel()));
          } else if (message.op() == Op.WINDOW) {
            room.merge(message.channel(), ByteBuffer.wrap(message.data()).getInt(), Integer::sum);
          }
        }
      }
    }

    /** Whether one more command could be started. */
    boolean start(ExecutorService tasks) throws GuestException, InterruptedException {
      var request = new ProcessRequest(Optional.of("x"), Map.of(), Optional.empty(), "");
      Future<GuestProcess> starting = tasks.submit(() -> mux.start(request));
      while (!starting.isDone()) {
        if (due.tryAcquire(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
          hear();
        }
      }
      try {
        open.add(starting.get());
        return true;
      } catch (ExecutionException refused) {
        assertThat(refused.getCause())
            .isInstanceOfSatisfying(
                GuestException.class,
                it -> assertThat(it.kind()).isEqualTo(GuestException.Kind.BUSY));
        return false;
      }
    }

    void flood() throws GuestException {
      for (var each : room.entrySet()) {
        while (each.getValue() > 0) {
          int size = Math.min(PIECE, each.getValue());
          mux.take(new Message(Op.BYTES, each.getKey(), new byte[size]));
          each.setValue(each.getValue() - size);
        }
      }
    }

    long unread() throws IOException {
      long all = 0;
      for (var process : open) {
        all += process.stdout().available();
      }
      return all;
    }

    void readAll() throws IOException {
      for (var process : open) {
        var out = process.stdout();
        assertThat(out.readNBytes(out.available())).isNotNull();
      }
    }
  }

  @Test
  void sixteenFullLinksHoldNoMoreThanIsAllowed() throws Exception {
    var memory = new Counted(96L * 1024 * 1024);
    var links = new ArrayList<Link>();
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < LINKS; i++) {
        var link = new Link(memory);
        links.add(link);
        for (int n = 0; n < CHANNELS; n++) {
          assertThat(link.start(tasks)).isTrue();
        }
      }
      long before = unread(links);
      for (int round = 0; round < 6; round++) { // what is read may be more the next time
        for (var link : links) {
          link.readAll();
          link.hear();
          link.flood();
        }
        assertThat(memory.used()).isLessThanOrEqualTo(96L * 1024 * 1024);
        assertThat(unread(links)).isLessThanOrEqualTo(memory.used());
      }
      assertThat(before).isZero();
      assertThat(unread(links)).isGreaterThan(60L * 1024 * 1024);
      for (var link : links) {
        link.mux.end(new GuestException(GuestException.Kind.UNREACHABLE, "over"));
      }
    }
  }

  private static long unread(List<Link> links) throws IOException {
    long all = 0;
    for (var link : links) {
      all += link.unread();
    }
    return all;
  }

  @Test
  void whereNoRoomIsLeftTheNextIsRefusedAndWhatHasEndedMakesSome() throws Exception {
    var memory = new Counted(10L * Channel.LEAST);
    var link = new Link(memory);
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      int started = 0;
      while (link.start(tasks)) {
        started++;
      }
      assertThat(started).isEqualTo(9); // and what they are started with
      link.mux.take(new Message(Op.EXIT, 1, new byte[4]));
      assertThat(link.start(tasks)).isTrue();
      assertThat(link.start(tasks)).isFalse();
    }
  }
}
