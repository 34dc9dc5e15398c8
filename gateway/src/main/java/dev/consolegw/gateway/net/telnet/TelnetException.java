package dev.consolegw.gateway.net.telnet;

import java.io.IOException;

/** The far side speaks telnet in a way that cannot be followed. */
public final class TelnetException extends IOException {
  private static final long serialVersionUID = 1L;

  TelnetException(String what) {
    super(what);
  }
}
