package dev.consolegw.gateway.net.websocket;

import java.io.IOException;

/** The server answered a websocket's handshake with something other than 101. */
public final class HttpRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String body;

  HttpRefusal(int status, String body) {
    super("HTTP status " + status);
    this.status = status;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** The start of the body; foreign text. */
  public String body() {
    return body;
  }
}
