package dev.consolegw.gateway.e2e.cloud;

import dev.consolegw.gateway.testing.TypedBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Somebody at Nova's proxy who does not come through the gateway. */
final class NovaClient implements AutoCloseable, WebSocket.Listener {
  private final TypedBytes seen = new TypedBytes();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  NovaClient(URI console) {
    socket = http.newWebSocketBuilder().subprotocols("binary").buildAsync(console, this).join();
  }

  void type(String keys) {
    socket.sendBinary(StandardCharsets.US_ASCII.encode(keys), true).join();
  }

  void await(String text) {
    seen.await(text);
  }

  String seen() {
    return seen.soFar();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    seen.add(copy, 0, copy.length);
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    http.close();
  }
}
