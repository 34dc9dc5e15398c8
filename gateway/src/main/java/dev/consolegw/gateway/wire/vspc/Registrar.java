package dev.consolegw.gateway.wire.vspc;

import java.net.InetAddress;
import java.util.Optional;

/** Knows which console a call is for. Any thread; must not block. */
public interface Registrar {

  /**
   * What a call says of itself. Anybody who may call can say anything.
   *
   * @param name of the VM, empty when it was not said
   * @param uuid of the VM in vCenter, as it was written; empty when it was not said
   * @param uri the service URI of the serial port, which tells the ports of one VM apart
   * @param from the host's address
   */
  record Caller(String name, String uuid, String uri, InetAddress from) {}

  /**
   * The key of the caller's console, the same for the same serial port of the same VM; nothing when
   * there is no room for another one.
   */
  Optional<String> console(Caller caller);

  /** Its VM is connected: the console can be opened under its key. */
  void arrived(String console, Caller caller);

  /** It goes on at another host. */
  void moved(String console, InetAddress to);

  /** It has another name now. */
  void named(String console, String name);

  /** Its VM is no longer connected. */
  void left(String console);
}
