package dev.consolegw.gateway.testing.farside;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** The server's side of RFC 6455, by hand, so that tests do not trust the library they test. */
final class ServerFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  ServerFrames(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /** A frame as it came. */
  static final class Frame {
    private final int opcode;
    private final boolean last;
    private final boolean wasMasked;
    private final byte[] payload;

    private Frame(int first, boolean wasMasked, byte[] payload) {
      this.opcode = first & 0x0F;
      this.last = (first & 0x80) != 0;
      this.wasMasked = wasMasked;
      this.payload = payload;
    }

    int opcode() {
      return opcode;
    }

    /** Whether its message ends with it. */
    boolean isLast() {
      return last;
    }

    /** As every client's frame must be. */
    boolean wasMasked() {
      return wasMasked;
    }

    byte[] payload() {
      return payload;
    }
  }

  /** The client stopped in the middle of a header, which hangs a real QEMU for good. */
  static final class HalfHeader extends IOException {
    private static final long serialVersionUID = 1L;
  }

  Frame read() throws IOException {
    int first = in.readUnsignedByte();
    try {
      int second = in.readUnsignedByte();
      int length = second & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      boolean masked = (second & 0x80) != 0;
      var mask = masked ? read(4) : new byte[4];
      return frame(first, masked, mask, length);
    } catch (EOFException e) {
      throw new HalfHeader();
    }
  }

  private Frame frame(int first, boolean masked, byte[] mask, int length) throws IOException {
    var payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new IOException("half a payload");
    }
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Frame(first, masked, payload);
  }

  private byte[] read(int count) throws IOException {
    var bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  void write(int opcode, byte[] payload) throws IOException {
    write(opcode, true, payload);
  }

  void write(int opcode, boolean fin, byte[] payload) throws IOException {
    var frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) (opcode | (fin ? 0x80 : 0)));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 65536) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    var bytes = new byte[frame.remaining()];
    frame.get(bytes);
    writeRaw(bytes);
  }

  void writeRaw(byte[] bytes) throws IOException {
    writing.lock();
    try {
      out.write(bytes);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  static byte[] closePayload(int code, String reason) {
    var text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  /**
   * What a client asks for.
   *
   * @param headers by lower-case name
   */
  record Question(String path, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    boolean isUpgrade() {
      return header("upgrade").equalsIgnoreCase("websocket")
          && header("connection").toLowerCase(Locale.ROOT).contains("upgrade")
          && header("sec-websocket-version").equals("13")
          && !header("sec-websocket-key").isEmpty();
    }
  }

  Question readQuestion() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    var lines = head.toString().lines().toList();
    Map<String, String> headers = new TreeMap<>();
    for (var line : lines.subList(1, lines.size() - 1)) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    var path = lines.getFirst().replaceAll("^GET | HTTP/1.1$", "");
    return new Question(path, headers);
  }

  void accept(Question question, String moreHeaders) throws IOException {
    writeRaw(acceptance(question, moreHeaders).getBytes(StandardCharsets.US_ASCII));
  }

  static String acceptance(Question question, String moreHeaders) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + acceptKey(question.header("sec-websocket-key"))
        + "\r\n"
        + moreHeaders
        + "\r\n";
  }

  private static String acceptKey(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  void refuse(String status, String body) throws IOException {
    writeRaw(
        "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body)
            .getBytes(StandardCharsets.UTF_8));
  }
}
