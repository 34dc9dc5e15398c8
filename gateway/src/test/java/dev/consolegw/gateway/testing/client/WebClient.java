package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.TypedBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A websocket of the JDK's, as a tool has one. */
public final class WebClient implements WebSocket.Listener, AutoCloseable {
  private final TypedBytes output = new TypedBytes();
  private final TypedBytes texts = new TypedBytes();
  private final TypedBytes pongs = new TypedBytes();
  private final StringBuilder text = new StringBuilder();
  private volatile String before = "";
  private volatile boolean hasOutput;
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  private WebClient(WebSocket.Builder builder, String url) {
    socket = builder.buildAsync(URI.create(url), this).join();
  }

  /** Opens one; a refusal is a {@link CompletionException}. */
  public static WebClient to(String url, String... headers) {
    var client = HttpClient.newHttpClient();
    var builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return new WebClient(builder, url);
  }

  /** What the guest prints. */
  public TypedBytes output() {
    return output;
  }

  /** All that was said before the first byte of the guest. */
  public String saidBeforeOutput() {
    return before;
  }

  /** Text frames, a line each. */
  public TypedBytes texts() {
    return texts;
  }

  public WebClient type(String keys) {
    socket.sendBinary(ByteBuffer.wrap(keys.getBytes(StandardCharsets.ISO_8859_1)), true).join();
    return this;
  }

  /** Types in frames of one message, which is the guest's keys all the same. */
  public WebClient typeInFragments(String... pieces) {
    for (int i = 0; i < pieces.length; i++) {
      var bytes = ByteBuffer.wrap(pieces[i].getBytes(StandardCharsets.ISO_8859_1));
      socket.sendBinary(bytes, i == pieces.length - 1).join();
    }
    return this;
  }

  /** The same of a text. */
  public WebClient sayInFragments(String... pieces) {
    for (int i = 0; i < pieces.length; i++) {
      socket.sendText(pieces[i], i == pieces.length - 1).join();
    }
    return this;
  }

  /** Asks whether it is there, and waits for the same text as the answer. */
  public void ping(String text) {
    socket.sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))).join();
    pongs.await(text);
  }

  /** Says that it leaves, and waits until that is answered. */
  public int leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    return awaitClose();
  }

  public WebClient say(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  /** Waits for the close frame, and gives its code. */
  public int awaitClose() {
    return closed.orTimeout(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    hasOutput = true;
    output.add(bytes, 0, bytes.length);
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      var bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
      texts.add(bytes, 0, bytes.length);
      if (!hasOutput) {
        before = before.concat(text.toString());
      }
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    pongs.add(bytes, 0, bytes.length);
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
  }
}
