package dev.consolegw.gateway.directory.nova;

import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Protocol;

/** A line behind Nova's proxy, which welcomes everybody. */
final class ProvenLine {
  private ProvenLine() {}

  /** Whether its dial works only once something behind the proxy has answered. */
  static boolean is(DialTarget line) {
    return line.address().protocol() instanceof Protocol.WebSocket proxy
        && proxy.unproven().isPresent();
  }
}
