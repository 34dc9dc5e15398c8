package dev.consolegw.gateway.client;

import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;

/** Knows where the console is. */
interface Target {

  /**
   * Where to dial, asked anew for each dial: a cloud's addresses are good for minutes only. May
   * block.
   *
   * @throws IOException with one sentence for a person
   */
  DialTarget line() throws IOException;

  /**
   * Whether the address leads to a proxy that says yes to everything and hangs up a moment later
   * when the token or the guest was no good (Nova's does). Then a line must prove itself before
   * anything is typed, and is dialled once more if it does not.
   */
  boolean isBehindProxy();

  /** Says what was attached to, as {@code key=value} words; known once a line was asked for. */
  String title();

  /** An address that was typed. */
  record Fixed(DialTarget line) implements Target {
    @Override
    public String title() {
      return "address=" + Printable.of(line.address().toString()).asValue();
    }

    @Override
    public boolean isBehindProxy() {
      return false;
    }
  }
}
