package dev.consolegw.gateway.shell.link.channel;

import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import dev.consolegw.gateway.shell.link.stream.Packer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All channels of a link. Its users' threads wait here; the link's own asks {@link #pack} what is
 * to go out, and brings what has come to {@link #take}.
 *
 * <p>What is short and urgent goes first, then who had no turn for longest: a key does not wait
 * behind files. A lock guards the channels; nothing is called with it that waits.
 */
public final class Mux {
  /** What is unread of a channel, each way, in bytes, at most; the helper has the same number. */
  static final int WINDOW = 256 * 1024;

  /** What the guest may send on a new channel; more as it is read. The helper has this, too. */
  static final int FIRST_WINDOW = 16 * 1024;

  /** Channels that the guest opens have numbers from here on. */
  static final int GUESTS = 0x8000;

  private final int limit;
  private final Allowance memory;
  private final Runnable due;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Channel> channels = new HashMap<>();
  private final Incoming incoming = new Incoming(this);
  private int last;
  private long turns;
  private @Nullable GuestException ended;

  /**
   * @param limit channels at a time
   * @param memory what they may take, unread and unsent
   * @param due told when there may be something to send; must not block
   */
  public Mux(int limit, Allowance memory, Runnable due) {
    this.limit = limit;
    this.memory = memory;
    this.due = due;
  }

  /** See {@link dev.consolegw.gateway.shell.guest.Guest#start}. */
  public GuestProcess start(ProcessRequest request) throws GuestException {
    return new ChannelProcess(this, open(Op.EXEC, Arguments.of(request)));
  }

  /** See {@link dev.consolegw.gateway.shell.guest.Guest#connect}. */
  public GuestSocket connect(String host, int port) throws GuestException {
    return new ChannelSocket(this, open(Op.CONNECT, place(host, port)));
  }

  /** See {@link dev.consolegw.gateway.shell.guest.Guest#listen}. */
  public GuestListener listen(String host, int port) throws GuestException {
    return new ChannelListener(this, open(Op.LISTEN, place(host, port)));
  }

  /** Whether there is no channel. */
  public boolean isIdle() {
    return locked(channels::isEmpty);
  }

  /** Packs what is due; false if nothing is. */
  public boolean pack(Packer packer, int burst) {
    var turn = locked(this::next);
    if (turn == null) {
      return false;
    }
    turn.messages.forEach(packer::add);
    if (turn.data.length > 0) {
      var channel = turn.channel;
      int taken = packer.add(channel.number, channel.run, turn.data, burst);
      locked(() -> {
        channel.taken(taken);
        return true;
      });
    }
    return true;
  }

  private Channel.@Nullable Turn next() {
    for (var channel : channels.values()) {
      if (channel.isUrgent()) {
        return new Channel.Turn(channel, List.of(channel.urgent()), new byte[0]);
      }
    }
    var longest =
        channels.values().stream()
            .filter(Channel::isDue)
            .min(Comparator.comparingLong(channel -> channel.turn));
    if (longest.isEmpty()) {
      return null;
    }
    longest.get().turn = ++turns;
    return longest.get().next();
  }

  /**
   * Takes what the guest says.
   *
   * @throws GuestException when it says what it may not
   */
  public void take(Message message) throws GuestException {
    lock.lock();
    try {
      incoming.take(message);
    } finally {
      lock.unlock();
    }
    due.run();
  }

  /** Ends everything. Only the first reason counts. */
  public void end(GuestException why) {
    lock.lock();
    try {
      if (ended == null) {
        ended = why;
      }
      for (var channel : channels.values()) {
        channel.changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private static byte[] place(String host, int port) throws GuestException {
    if (host.length() > 255 || host.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new GuestException(GuestException.Kind.REFUSED, "this is no name of a host");
    }
    return (host + " " + port).getBytes(StandardCharsets.US_ASCII);
  }

  private Channel open(Op kind, byte[] arguments) throws GuestException {
    Channel channel;
    lock.lock();
    try {
      failIfEnded();
      if (channels.size() >= limit) {
        throw new GuestException(
            GuestException.Kind.BUSY,
            "%d commands and connections are under way in this guest already".formatted(limit));
      }
      long taken = (long) Channel.LEAST + arguments.length;
      if (!memory.tryUse(taken)) {
        throw new GuestException(
            GuestException.Kind.BUSY,
            "so much is under way in guests already that there is no memory for more; try again"
                + " when something has ended");
      }
      do {
        last = last % (GUESTS - 1) + 1;
      } while (channels.containsKey(last));
      channel = new Channel(last, kind, arguments, memory, lock.newCondition());
      channel.charged = taken;
      add(channel);
    } finally {
      lock.unlock();
    }
    due.run();
    return awaitOpen(channel);
  }

  private Channel awaitOpen(Channel channel) throws GuestException {
    lock.lock();
    try {
      while (channel.state == Channel.State.OPENING) {
        failIfEnded();
        channel.changed.await();
      }
      var refusal = channel.refusal;
      if (refusal != null) {
        throw new GuestException(refusalOf(channel.kind), refusal);
      }
      return channel;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      channel.closing = true;
      throw new GuestException(GuestException.Kind.UNREACHABLE, "nobody waits for it any more");
    } finally {
      lock.unlock();
      due.run();
    }
  }

  /** Where nothing listens, nobody was forbidden anything. */
  private static GuestException.Kind refusalOf(Op kind) {
    return kind == Op.EXEC ? GuestException.Kind.REFUSED : GuestException.Kind.UNREACHABLE;
  }

  @Nullable Channel channel(int number) {
    return channels.get(number);
  }

  boolean hasRoom() {
    return channels.size() < limit;
  }

  void add(Channel channel) {
    channel.turn = turns;
    channels.put(channel.number, channel);
  }

  void remove(Channel channel) {
    channel.state = Channel.State.ENDED;
    channel.output.ended = true;
    channel.errors.ended = true;
    channels.remove(channel.number);
    memory.release(channel.charged);
    channel.charged = 0;
    channel.changed.signalAll();
  }

  /** One that the guest has opened; closed at once where there is no room for it. */
  Channel accepted(int number) {
    var channel = new Channel(number, Op.ACCEPTED, new byte[0], memory, lock.newCondition());
    if (memory.tryUse(Channel.LEAST)) {
      channel.charged = Channel.LEAST;
    } else {
      channel.closing = true;
    }
    add(channel);
    return channel;
  }

  void tell(Channel channel, Runnable change) {
    locked(() -> {
      if (channel.state != Channel.State.ENDED) {
        change.run();
      }
      return true;
    });
    due.run();
  }

  void close(Channel channel) {
    tell(
        channel,
        () -> {
          channel.closing = true;
          for (var waiting : channel.accepted) {
            waiting.socket().close();
          }
          channel.changed.signalAll();
        });
  }

  void endOutput(Channel channel) {
    tell(channel, channel::endOutput);
  }

  int available(Channel.Incoming output) {
    return locked(() -> output.chunks.stream().mapToInt(chunk -> chunk.length).sum() - output.read);
  }

  int read(Channel channel, Channel.Incoming output, byte[] bytes, int offset, int length)
      throws IOException {
    int taken = 0;
    lock.lock();
    try {
      while (output.chunks.isEmpty()) {
        if (output.ended || channel.closing) {
          return -1;
        }
        failIfEnded();
        await(channel);
      }
      while (taken < length && !output.chunks.isEmpty()) {
        byte[] head = output.chunks.getFirst();
        int part = Math.min(length - taken, head.length - output.read);
        System.arraycopy(head, output.read, bytes, offset + taken, part);
        taken += part;
        output.read += part;
        if (output.read == head.length) {
          output.chunks.removeFirst();
          output.read = 0;
        }
      }
      channel.give(taken);
    } finally {
      lock.unlock();
    }
    due.run();
    return taken;
  }

  void write(Channel channel, byte[] bytes, int offset, int length) throws IOException {
    int taken = 0;
    while (taken < length) {
      lock.lock();
      try {
        failIfEnded();
        while (channel.isFull() && channel.state != Channel.State.ENDED && !channel.closing) {
          await(channel);
          failIfEnded();
        }
        taken += channel.offer(bytes, offset + taken, length - taken);
      } finally {
        lock.unlock();
      }
      due.run();
    }
  }

  int awaitExit(Channel channel) throws IOException {
    lock.lock();
    try {
      while (channel.state != Channel.State.ENDED) {
        failIfEnded();
        await(channel);
      }
      return channel.exit;
    } finally {
      lock.unlock();
    }
  }

  GuestListener.Accepted accept(Channel channel) throws IOException {
    lock.lock();
    try {
      while (true) {
        failIfEnded();
        if (channel.closing || channel.state == Channel.State.ENDED) {
          throw new IOException("the port is closed");
        }
        var next = channel.accepted.poll();
        if (next != null) {
          return next;
        }
        await(channel);
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // whoever calls it loops
  private static void await(Channel channel) throws IOException {
    try {
      channel.changed.await();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void failIfEnded() throws GuestException {
    var why = ended;
    if (why != null) {
      throw new GuestException(why.kind(), String.valueOf(why.getMessage()));
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }
}
