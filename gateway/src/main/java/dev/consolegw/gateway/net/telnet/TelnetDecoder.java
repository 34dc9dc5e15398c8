package dev.consolegw.gateway.net.telnet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Takes apart what a far side sends, in pieces of any size (RFC 854, RFC 855). Data goes on as it
 * is: what goes with a CR outside of BINARY is for whoever cares. A subnegotiation that a command
 * breaks off is forgotten; a command that means nothing here does nothing. Who reads it reads
 * others, too, and answers: so many commands as nobody has a reason to send are a {@link
 * TelnetException}.
 *
 * <pre>
 *             IAC              SB, option                IAC
 *   Data ───────────▶ Command ─────────────▶ Payload ───────────▶ PayloadCommand
 *    ▲                 │  │ WILL…DONT          ▲   IAC: a 255       │     │
 *    │   any other     │  ▼                    └────────────────────┘     │ SE, or any other
 *    └─────────────────┴ Option ◀─────────────────────────────────────────┘
 * </pre>
 *
 * <p>One thread at a time.
 */
public final class TelnetDecoder {
  /** The longest subnegotiation that is kept, in bytes; more is a {@link TelnetException}. */
  public static final int PAYLOAD_LIMIT = 4096;

  /** How many commands may come within a second. A far side at work sends a few dozen. */
  static final int COMMANDS_PER_SECOND = 500;

  private static final long SECOND = 1_000_000_000;

  private final Events events;
  private final LongSupplier nanoTime;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream(0);
  private State state = State.DATA;
  private TelnetVerb verb = TelnetVerb.WONT;
  private int option;
  private long since;
  private int commands;

  private enum State {
    DATA,
    COMMAND,
    OPTION,
    SUBOPTION,
    PAYLOAD,
    PAYLOAD_COMMAND
  }

  /** Hears what was sent, in its order. */
  public interface Events {
    /** Data; only valid during the call. */
    void data(ByteBuffer bytes);

    /** Something was said of an option. */
    void negotiated(TelnetVerb said, int option);

    /** A whole subnegotiation, what was doubled in it single again. */
    void subnegotiated(int option, byte[] payload);

    /** Another command, such as {@link Telnet#BRK}. */
    void commanded(int command);
  }

  public TelnetDecoder(Events events) {
    this(events, System::nanoTime);
  }

  TelnetDecoder(Events events, LongSupplier nanoTime) {
    this.events = events;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes all bytes that are there.
   *
   * @throws TelnetException when a subnegotiation does not end, or there are too many commands;
   *     nothing may follow then
   */
  public void decode(ByteBuffer in) throws TelnetException {
    while (in.hasRemaining()) {
      if (state == State.DATA) {
        data(in);
      } else {
        step(in.get() & 0xFF);
      }
    }
  }

  /** Data up to the next command: as one run, however many doubled bytes are in it. */
  private void data(ByteBuffer in) {
    int start = in.position();
    int at = start;
    while (at < in.limit() && in.get(at) != (byte) Telnet.IAC) {
      at++;
    }
    in.position(at);
    var run = startsDoubled(in) ? undoubled(in, start) : in.slice(start, at - start);
    if (state == State.DATA && in.hasRemaining()) {
      in.get();
      state = State.COMMAND;
    }
    if (run.hasRemaining()) {
      events.data(run);
    }
  }

  private static boolean startsDoubled(ByteBuffer in) {
    return in.remaining() > 1 && in.get(in.position() + 1) == (byte) Telnet.IAC;
  }

  /** The same from a start to the next command, which the input then stands behind the IAC of. */
  private ByteBuffer undoubled(ByteBuffer in, int start) {
    var run = ByteBuffer.allocate(in.limit() - start).put(in.slice(start, in.position() - start));
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b != (byte) Telnet.IAC) {
        run.put(b);
      } else if (in.hasRemaining() && in.get(in.position()) == (byte) Telnet.IAC) {
        run.put(in.get());
      } else {
        state = State.COMMAND;
        break;
      }
    }
    return run.flip();
  }

  private void step(int b) throws TelnetException {
    switch (state) {
      case DATA -> throw new IllegalStateException("data is taken in runs");
      case COMMAND -> command(b);
      case OPTION -> {
        state = State.DATA;
        events.negotiated(verb, b);
      }
      case SUBOPTION -> {
        option = b;
        payload.reset();
        state = State.PAYLOAD;
      }
      case PAYLOAD -> {
        if (b == Telnet.IAC) {
          state = State.PAYLOAD_COMMAND;
        } else {
          keep(b);
        }
      }
      case PAYLOAD_COMMAND -> payloadCommand(b);
    }
  }

  private void command(int b) throws TelnetException {
    state = State.DATA;
    if (b == Telnet.IAC) {
      events.data(ByteBuffer.wrap(new byte[] {(byte) Telnet.IAC}));
      return;
    }
    count();
    if (b == Telnet.SB) {
      state = State.SUBOPTION;
    } else if (b > Telnet.SB) {
      verb = TelnetVerb.byCode(b);
      state = State.OPTION;
    } else {
      events.commanded(b);
    }
  }

  private void count() throws TelnetException {
    long now = nanoTime.getAsLong();
    if (now - since >= SECOND) {
      since = now;
      commands = 0;
    }
    if (++commands > COMMANDS_PER_SECOND) {
      throw new TelnetException("more than " + COMMANDS_PER_SECOND + " commands within a second");
    }
  }

  private void payloadCommand(int b) throws TelnetException {
    if (b == Telnet.IAC) {
      state = State.PAYLOAD;
      keep(b);
    } else if (b == Telnet.SE) {
      state = State.DATA;
      events.subnegotiated(option, payload.toByteArray());
    } else {
      command(b);
    }
  }

  private void keep(int b) throws TelnetException {
    if (payload.size() == PAYLOAD_LIMIT) {
      throw new TelnetException("a subnegotiation of more than " + PAYLOAD_LIMIT + " bytes");
    }
    payload.write(b);
  }
}
