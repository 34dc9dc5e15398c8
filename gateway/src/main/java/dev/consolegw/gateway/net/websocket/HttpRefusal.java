package dev.consolegw.gateway.net.websocket;

import java.io.IOException;

/** The server answered a websocket's handshake with something other than 101. */
public final class HttpRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String body;
  private final String location;

  HttpRefusal(int status, String body, String location) {
    super("HTTP status " + status);
    this.status = status;
    this.body = body;
    this.location = location;
  }

  public int status() {
    return status;
  }

  /** Where it is instead, as the server says; empty if it does not. Foreign text. */
  public String location() {
    return location;
  }

  /** The start of the body; foreign text. */
  public String body() {
    return body;
  }
}
