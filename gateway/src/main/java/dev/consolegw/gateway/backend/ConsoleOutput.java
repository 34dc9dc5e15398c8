package dev.consolegw.gateway.backend;

import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;

/** What comes from a VM's serial port, and what its wire has to say beside it. */
public sealed interface ConsoleOutput {

  /** Bytes of the guest, now or in the past. */
  sealed interface Printed extends ConsoleOutput {}

  /**
   * What the guest printed. The buffer belongs to the backend and is only valid during {@link
   * OutputSink#accept}.
   */
  record Bytes(ByteBuffer bytes) implements Printed {}

  /**
   * Output of the past that the far side keeps and repeats to every new connection (Cloud
   * Hypervisor's serial socket does). Already known bytes are not stored a second time.
   */
  record Backlog(ByteBuffer bytes) implements Printed {}

  /** A remark of the far side, such as an agent's error: shown to people, never on the screen. */
  record Notice(Printable text) implements ConsoleOutput {}

  /** The wire takes no input for now. {@link Released} or {@link Closed} follows. */
  record Held(Printable why) implements ConsoleOutput {}

  /** Input that a {@link SendResult#HELD} left in the backend is gone; the next may be sent. */
  record Released() implements ConsoleOutput {}

  /** The last message of a backend: nothing follows it. */
  record Closed(Reason why) implements ConsoleOutput {}
}
