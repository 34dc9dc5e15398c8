package dev.consolegw.gateway.backend;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is spoken with a far side, whatever carries it. */
public sealed interface Protocol {

  /** The console's bytes and nothing else. */
  record Raw() implements Protocol {}

  /**
   * A websocket that carries them in binary frames (QEMU, Nova's proxy).
   *
   * @param resource path and query, empty for the root; the query may hold a token and is never
   *     logged
   * @param headers sent with the handshake; never logged, they may hold credentials
   * @param subprotocol what to ask for; QEMU and Nova want {@code binary}
   * @param unproven for a proxy that welcomes everybody, Nova's: why it says nothing more. Then the
   *     dial has worked only when the proxy has answered a ping or the guest has printed
   */
  record WebSocket(
      String resource, Map<String, String> headers, String subprotocol, Optional<Reason> unproven)
      implements Protocol {
    public WebSocket {
      headers = Map.copyOf(headers);
    }

    /** The same with another header beside, or in place of its own. */
    WebSocket with(String header, String value) {
      return new WebSocket(resource, Protocol.with(headers, header, value), subprotocol, unproven);
    }

    /** The same behind a proxy that welcomes everybody. */
    public WebSocket proven(Reason otherwise) {
      return new WebSocket(resource, headers, subprotocol, Optional.of(otherwise));
    }

    /** The path, without anything secret. */
    @Override
    public String toString() {
      int query = resource.indexOf('?');
      return query < 0 ? resource : resource.substring(0, query) + "?…";
    }
  }

  /**
   * The console bridge of an Odorobo agent, or that of another gateway, which speaks the same.
   *
   * @param vm the far side's id of the VM, as it stands in the path
   * @param before the path in front of {@code /vms/}, as a proxy may have one; empty for none
   * @param query empty for none; may hold a ticket and is never logged
   * @param headers sent with the handshake; never logged, they may hold credentials
   */
  record Odorobo(String vm, String before, String query, Map<String, String> headers)
      implements Protocol {
    public Odorobo {
      headers = Map.copyOf(headers);
    }

    /** A VM of an agent that asks for nothing. */
    public Odorobo(String vm) {
      this(vm, "", "", Map.of());
    }

    /** The same with another header beside, or in place of its own. */
    Odorobo with(String header, String value) {
      return new Odorobo(vm, before, query, Protocol.with(headers, header, value));
    }

    /** Whether it is told by server and id alone. */
    public boolean isPlain() {
      return before.isEmpty() && query.isEmpty();
    }

    /** Path and query of its websocket. */
    public String resource() {
      return query.isEmpty() ? path() : path() + "?" + query;
    }

    private String path() {
      return before + "/vms/" + vm + "/console";
    }

    /** The path, without anything secret. */
    @Override
    public String toString() {
      return query.isEmpty() ? path() : path() + "?…";
    }
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var all = new HashMap<>(headers);
    all.keySet().removeIf(name::equalsIgnoreCase);
    all.put(name, value);
    return all;
  }

  /** A virtual serial port of VMware's, whose host calls us: telnet with VMware's extension. */
  record Vspc() implements Protocol {}
}
