package dev.consolegw.gateway.wire.vspc;

import java.util.Optional;

/** Knows which console a call is for. Any thread; must not block. */
public interface Registrar {

  /**
   * The key of the caller's console, the same for the same serial port of the same VM; nothing when
   * there is no room for another one.
   */
  Optional<String> console(Caller caller);

  /** Its VM is connected: the console can be opened under its key. */
  void arrived(String console, Caller caller);

  /** It has another name now. */
  void named(String console, String name);

  /** Its VM is no longer connected. */
  void left(String console);
}
