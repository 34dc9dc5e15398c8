package dev.consolegw.gateway.net.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.java_websocket.drafts.Draft;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidFrameException;
import org.java_websocket.framing.BinaryFrame;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.framing.PongFrame;
import org.java_websocket.framing.TextFrame;
import org.jspecify.annotations.Nullable;

/**
 * Those of a client, with the library's codec. Its connection class is not used: that one keeps
 * queues, and logs what strangers send.
 */
final class ClientFrames implements Frames {
  /** Text is for control messages, and these are short. */
  static final int TEXT_LIMIT = 64 * 1024;

  /** What we send in one frame: some proxies keep a whole frame in memory before they go on. */
  private static final int BINARY_LIMIT = 16 * 1024;

  private static final int HEADER_LIMIT = 14;

  private enum Fragments {
    NONE,
    BINARY,
    TEXT
  }

  private final Draft draft;
  private final Messages messages;
  private final MaskGuard guard;
  private Fragments fragments = Fragments.NONE;
  private @Nullable ByteArrayOutputStream text;
  private final List<ByteBuffer> output = new ArrayList<>();

  ClientFrames(Draft draft, Messages messages) {
    this.draft = draft;
    this.messages = messages;
    this.guard = new MaskGuard();
  }

  @Override
  public void read(ByteBuffer stream) throws InvalidDataException {
    // The library reads arrays from their first element on, and nothing else.
    var copy = new byte[guard.check(stream, AT_ONCE)];
    stream.get(copy);
    try {
      for (var frame : translate(copy)) {
        take(frame);
      }
    } finally {
      flush();
    }
  }

  /** Hands on what has come so far, as one piece. */
  private void flush() {
    if (output.size() == 1) {
      messages.binary(output.getFirst());
    } else if (!output.isEmpty()) {
      var all = ByteBuffer.allocate(output.stream().mapToInt(ByteBuffer::remaining).sum());
      output.forEach(all::put);
      messages.binary(all.flip());
    }
    output.clear();
  }

  private List<Framedata> translate(byte[] bytes) throws InvalidDataException {
    try {
      return draft.translateFrame(ByteBuffer.wrap(bytes));
    } catch (RuntimeException e) {
      // The library stumbles over some broken frames, such as a goodbye that is no UTF-8.
      throw new InvalidDataException(CloseFrame.PROTOCOL_ERROR, "a malformed frame", e);
    }
  }

  private void take(Framedata frame) throws InvalidDataException {
    switch (frame.getOpcode()) {
      case BINARY -> {
        start(frame, Fragments.BINARY);
        output.add(frame.getPayloadData());
      }
      case TEXT -> {
        start(frame, Fragments.TEXT);
        text = new ByteArrayOutputStream();
        addText(frame);
      }
      case CONTINUOUS -> goOn(frame);
      case PING -> {
        flush();
        messages.ping(draft.createBinaryFrame(new PongFrame((PingFrame) frame)));
      }
      case PONG -> messages.pong();
      case CLOSING -> {
        flush();
        var close = (CloseFrame) frame;
        messages.closed(close.getCloseCode(), close.getMessage());
      }
    }
  }

  private void start(Framedata frame, Fragments kind) throws InvalidFrameException {
    if (fragments != Fragments.NONE) {
      throw new InvalidFrameException("a new message inside a fragmented one");
    }
    fragments = frame.isFin() ? Fragments.NONE : kind;
  }

  private void goOn(Framedata frame) throws InvalidDataException {
    switch (fragments) {
      case NONE -> throw new InvalidFrameException("a continuation of nothing");
      case BINARY -> output.add(frame.getPayloadData());
      case TEXT -> addText(frame);
    }
    if (frame.isFin()) {
      fragments = Fragments.NONE;
    }
  }

  private void addText(Framedata frame) throws InvalidDataException {
    var sofar = text;
    var payload = frame.getPayloadData();
    if (sofar == null || sofar.size() + payload.remaining() > TEXT_LIMIT) {
      throw new InvalidDataException(CloseFrame.TOOBIG, "a text message of more than 64 KiB");
    }
    var bytes = new byte[payload.remaining()];
    payload.get(bytes);
    sofar.writeBytes(bytes);
    if (frame.isFin()) {
      text = null;
      flush();
      messages.text(sofar.toString(StandardCharsets.UTF_8));
    }
  }

  @Override
  public ByteBuffer binary(ByteBuffer bytes) {
    if (bytes.remaining() <= BINARY_LIMIT) {
      return frame(bytes);
    }
    int count = Math.ceilDiv(bytes.remaining(), BINARY_LIMIT);
    var all = ByteBuffer.allocate(bytes.remaining() + count * HEADER_LIMIT);
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), BINARY_LIMIT);
      all.put(frame(bytes.slice(bytes.position(), length)));
      bytes.position(bytes.position() + length);
    }
    return all.flip();
  }

  private ByteBuffer frame(ByteBuffer payload) {
    var frame = new BinaryFrame();
    frame.setPayload(payload);
    return draft.createBinaryFrame(frame);
  }

  @Override
  public ByteBuffer text(String content) {
    var frame = new TextFrame();
    frame.setPayload(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    return draft.createBinaryFrame(frame);
  }

  @Override
  public ByteBuffer ping() {
    return draft.createBinaryFrame(new PingFrame());
  }

  @Override
  public ByteBuffer close(int code, String reason) {
    var frame = new CloseFrame();
    frame.setCode(code);
    frame.setReason(reason);
    return draft.createBinaryFrame(frame);
  }
}
