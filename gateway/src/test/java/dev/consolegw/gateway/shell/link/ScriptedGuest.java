package dev.consolegw.gateway.shell.link;

import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.link.frame.Alphabet;
import dev.consolegw.gateway.shell.link.frame.Frame;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;

/** A guest that says what it likes. */
final class ScriptedGuest implements AutoCloseable, LinkListener {
  private static final byte[] NONCE = "12345678".getBytes(StandardCharsets.US_ASCII);

  private static final int LONGER_THAN_ANSWERS = 30;

  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<GuestException> end = new CompletableFuture<>();
  private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
  private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
  private final Deflater deflater = new Deflater();
  private final Alphabet alphabet = Alphabet.without(new BitSet());
  private int number;
  final GuestLink link;

  ScriptedGuest() throws Exception {
    this(Allowance.UNLIMITED);
  }

  ScriptedGuest(Allowance memory) throws Exception {
    link =
        new GuestLink(
            bytes -> {
              if (!greeted.complete(true) && bytes.length > LONGER_THAN_ANSWERS) {
                asked.complete(true);
              }
            },
            PtyGuest.limits(),
            new LinkThreads(tasks, tasks, timer, System::nanoTime),
            memory,
            this);
    link.bootstrap();
    hear(Alphabet.armour(), new Frame(Frame.Kind.HELLO, 0, 0, join(new byte[] {1}, NONCE)));
    greeted.get(10, TimeUnit.SECONDS);
    hear(Alphabet.armour(), new Frame(Frame.Kind.READY, 0, 0, join(NONCE, new byte[33])));
    link.awaitReady(Duration.ofSeconds(10));
  }

  private static byte[] join(byte[] one, byte[] two) {
    var both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  private void hear(Alphabet written, Frame frame) {
    link.received(ByteBuffer.wrap(written.write(frame)));
  }

  /** Says a message. */
  void say(Op op, int channel, byte[] data) {
    say(op.code(), channel, data.length, data);
  }

  void say(Message message) {
    say(message.op(), message.channel(), message.data());
  }

  void say(int op, int channel, int length, byte[] data) {
    var header = ByteBuffer.allocate(7).put((byte) op).putShort((short) channel).putInt(length);
    stream(packed(join(header.array(), data)));
  }

  byte[] packed(byte[] bytes) {
    deflater.setInput(bytes);
    var out = new byte[bytes.length + 1000];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, length);
  }

  /** Sends a piece of the stream, in frames. */
  void stream(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += Frame.PAYLOAD) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + Frame.PAYLOAD));
      hear(alphabet, new Frame(Frame.Kind.DATA, number++ & 0xFFFF, 0, piece));
    }
  }

  /** Waits until we are asked to open the first channel. */
  void awaitAsked() throws Exception {
    asked.get(10, TimeUnit.SECONDS);
  }

  String awaitEnd() throws Exception {
    return String.valueOf(end.get(10, TimeUnit.SECONDS).getMessage());
  }

  boolean hasEnded() {
    return end.isDone();
  }

  @Override
  public void textHeld() {}

  @Override
  public void idle(boolean isIdle) {}

  @Override
  public void ended(GuestException why) {
    end.complete(why);
  }

  @Override
  public void close() {
    link.lost(new GuestException(GuestException.Kind.UNREACHABLE, "the test is over"));
    timer.shutdownNow();
    tasks.close();
  }
}
