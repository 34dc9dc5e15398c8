package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.testing.TypedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One link of an ESXi host: the serial port of a VM, as VMware's own capture shows it, and hard to
 * please. What the other side does wrong is in {@link #faults}: console bytes before the
 * negotiation's end or after a GOAHEAD, a 255 that is not doubled, an option that is not agreed or
 * declined, another list of suboptions than before.
 */
public final class FakeEsxi implements AutoCloseable {
  private static final int IAC = 255;
  private static final byte[] KNOWN =
      HexFormat.of().parseHex("0001020328292b2c2d2e30464749505154555657" + "5253");
  private static final List<String> EXPECTED =
      List.of("WILL 0", "WILL 3", "WILL 1", "DO 0", "DO 3", "DO 232", "DONT 37", "DONT 44");

  private final Socket socket;
  private final Vm vm;
  private final TypedBytes typed;
  private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> options = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch served = new CountDownLatch(1);
  private volatile boolean mayType;
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile boolean vanished;
  private final ByteArrayOutputStream run = new ByteArrayOutputStream();
  private boolean sentProxy;
  private boolean asked;

  /**
   * A serial port.
   *
   * @param name null for a host that does not answer
   * @param uuid null for a host that does not answer
   */
  public record Vm(String name, String uuid, String uri) {
    /** One with the UUID as hosts spell it. */
    public static Vm named(String name) {
      var hex = HexFormat.of().withDelimiter(" ").formatHex(bytes(name));
      return new Vm(name, hex.substring(0, 23) + "-" + hex.substring(24), "s0");
    }

    private static byte[] bytes(String name) {
      var bytes = new byte[16];
      new java.util.Random(name.hashCode()).nextBytes(bytes);
      return bytes;
    }

    public Vm at(String port) {
      return new Vm(name, uuid, port);
    }

    public Vm renamed(String to) {
      return new Vm(to, uuid, uri);
    }
  }

  /** A host that is about to call a concentrator. */
  public static EsxiCall calls(int port, Vm vm) {
    return new EsxiCall(port, vm);
  }

  FakeEsxi(EsxiCall call) throws IOException {
    this.vm = call.vm;
    this.typed = call.typed;
    socket = call.sockets.createSocket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(call.from), 0));
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), call.port));
    send(IAC, 251, 37);
    if (call.offersFirst) {
      send(IAC, 251, 0, IAC, 251, 3, IAC, 251, 232);
      asked = true;
    }
    Thread.ofPlatform().daemon().start(() -> read(call));
  }

  private synchronized void send(int... bytes) {
    var out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = (byte) bytes[i];
    }
    send(out);
  }

  private synchronized void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException gone) {
      // As a host whose concentrator has gone: it finds out when it reads.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says something within VMware's option. */
  public void say(int code, byte[] value) {
    send(EsxiBytes.sub(code, value));
  }

  private void read(EsxiCall call) {
    try {
      var in = new EsxiReads(socket.getInputStream());
      while (true) {
        typed.awaitGo();
        int b = in.read();
        if (b < 0) {
          break;
        }
        if (b != IAC) {
          console(b);
        } else {
          command(call, in);
        }
        if (in.isEmpty()) {
          flush();
        }
      }
    } catch (IOException gone) {
      // Its end, too.
    } finally {
      flush();
      ended.countDown();
    }
  }

  private void console(int b) {
    if (!mayType) {
      faults.add("a console byte %02x where none may be".formatted(b));
    }
    run.write(b);
  }

  private void flush() {
    typed.add(run.toByteArray(), 0, run.size());
    run.reset();
  }

  private void command(EsxiCall call, EsxiReads in) throws IOException {
    int b = in.read();
    switch (b) {
      case IAC -> console(IAC);
      case 243 -> {
        flush();
        breaks.incrementAndGet();
      }
      case 250 -> subnegotiation(call, in);
      case 251 -> {
        int option = in.read();
        options.add("WILL " + option);
        send(IAC, 253, option);
      }
      case 253 -> {
        int option = in.read();
        options.add("DO " + option);
        if (option != 232 || !asked) {
          send(IAC, 251, option);
        }
      }
      case 252 -> options.add("WONT " + in.read());
      case 254 -> options.add("DONT " + in.read());
      default -> faults.add("a 255 that is neither doubled nor a command: " + b);
    }
  }

  private void subnegotiation(EsxiCall call, EsxiReads in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b == IAC) {
        b = in.read();
        if (b == 240) {
          break;
        }
        if (b != IAC) {
          faults.add("a 255 in a subnegotiation that is not doubled");
        }
      }
      bytes.write(b);
    }
    flush();
    var all = bytes.toByteArray();
    if (all[0] != (byte) 232) {
      faults.add("a subnegotiation of another option");
    }
    message(call, all[1], Arrays.copyOfRange(all, 2, all.length));
  }

  private void message(EsxiCall call, int code, byte[] value) {
    if (vanished) {
      return;
    }
    switch (code) {
      case 1 -> known(call);
      case 81 -> answer(80, vm.uuid());
      case 83 -> answer(82, vm.name());
      case 71 -> {
        mayType = true;
        send(IAC, 251, 44);
        served.countDown();
      }
      case 41 -> mayType = false; // from here on, input is the other host's
      case 45 -> served.countDown();
      default -> {}
    }
    said.add(EsxiBytes.concat(new byte[] {(byte) code}, value));
  }

  private void known(EsxiCall call) {
    if (call.peer == null && !sentProxy) {
      sentProxy = true;
      send(call.early.length == 0 ? call.early : EsxiBytes.doubled(call.early));
      var uri = (call.direction + vm.uri()).getBytes(StandardCharsets.UTF_8);
      send(EsxiBytes.concat(EsxiBytes.sub(0, KNOWN), EsxiBytes.sub(70, uri)));
    } else if (!sentProxy) {
      sentProxy = true;
      send(EsxiBytes.concat(EsxiBytes.sub(0, KNOWN), EsxiBytes.sub(44, call.peer)));
    }
  }

  private void answer(int code, String text) {
    if (text != null) {
      say(code, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Waits until its line is served, and all that was offered has its answer. */
  public FakeEsxi awaitServed() {
    await(served, "an answer to its wish for a proxy");
    awaitOptions();
    return this;
  }

  private void awaitOptions() {
    var end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    var wanted = asked || !mayType ? EXPECTED.subList(0, 3) : EXPECTED;
    while (!options.containsAll(wanted)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("options " + options + ", not all of " + wanted);
      }
      Thread.onSpinWait();
    }
  }

  private void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("no " + what + "; faults " + faults);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a message of this code, and gives what it says. */
  public byte[] await(int code) {
    return await(code, TypedBytes.PATIENCE);
  }

  public byte[] await(int code, Duration patience) {
    try {
      while (true) {
        var next = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          throw new AssertionError("no message " + code);
        }
        if (next[0] == code) {
          return Arrays.copyOfRange(next, 1, next.length);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Announces a move; the answer has to come soon. Gives sequence and secret. */
  public byte[] begin(byte[] sequence) {
    say(40, sequence);
    var whole = await(41, Duration.ofSeconds(4));
    if (!Arrays.equals(Arrays.copyOf(whole, sequence.length), sequence)
        || whole.length < sequence.length + 4) {
      faults.add("a GOAHEAD that does not belong to its BEGIN");
    }
    return whole;
  }

  /** The VM runs here now. */
  public void complete(byte[] sequence) {
    mayType = true;
    say(46, sequence);
  }

  /** From now on its VM goes on here, though nobody has said so. */
  public void staysAfterAll() {
    mayType = true;
  }

  /** The VM stays here. */
  public void abort() {
    mayType = true;
    say(48, new byte[0]);
  }

  /** Prints as a guest. */
  public void print(byte[] bytes) {
    send(EsxiBytes.doubled(bytes));
  }

  public void print(String text) {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes as they are, whatever they mean. */
  public void raw(byte[] bytes) {
    send(bytes);
  }

  public TypedBytes typed() {
    return typed;
  }

  public int breaks() {
    return breaks.get();
  }

  /** What was offered, agreed and declined. */
  public List<String> options() {
    return options;
  }

  /** What the other side has done wrong. */
  public List<String> faults() {
    return faults;
  }

  public void awaitEnd() {
    await(ended, "end of its link");
  }

  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Ends the line as a host whose VM is switched off: nothing more is said. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its link at once. */
  public void hangUp() {
    close();
  }

  /** Answers nothing any more, as after a crash without a word. */
  public void vanish() {
    vanished = true;
  }

  @Override
  public void close() {
    try {
      typed.stop(false);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
