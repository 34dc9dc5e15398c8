package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.sftp.files.Tree.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one reply under way, built in a buffer that is used again. Numbers of packets and attributes
 * are those of draft-ietf-secsh-filexfer-02.
 */
final class Reply {
  private static final int VERSION = 2;
  private static final int STATUS = 101;
  private static final int HANDLE = 102;
  private static final int DATA = 103;
  private static final int NAME = 104;
  private static final int ATTRS = 105;
  private static final int EXTENDED_REPLY = 201;

  /** The version that we speak. */
  private static final int OURS = 3;

  /** Length, type, id and the length of the data. */
  private static final int DATA_HEADER = 3 * Integer.BYTES + 1;

  /** Room for anything but data: a path that was asked for, twice, or a page of names. */
  private static final int ROOM = 32 * 1024;

  /** What one name with its line and attributes may take. */
  private static final int NAME_ROOM = 1024;

  private ByteBuffer buffer = ByteBuffer.allocate(ROOM);

  private ByteBuffer begin(int type, int id) {
    buffer.clear().position(Integer.BYTES);
    return buffer.put((byte) type).putInt(id);
  }

  void version(String extension, String value) {
    begin(VERSION, OURS);
    text(extension);
    text(value);
  }

  void status(int id, Status status, String text) {
    begin(STATUS, id).putInt(status.code());
    text(text);
    text("en");
  }

  void handle(int id, String handle) {
    begin(HANDLE, id);
    text(handle);
  }

  void attributes(int id, Node node) {
    begin(ATTRS, id);
    Attributes.of(node).write(buffer);
  }

  void attributes(int id, Handles.OpenFile file) {
    begin(ATTRS, id);
    Attributes.write(file.content(), file.document(), buffer);
  }

  /** One name without attributes, as {@code REALPATH} wants it. */
  void path(int id, String path) {
    begin(NAME, id).putInt(1);
    text(path);
    text(path);
    buffer.putInt(0);
  }

  /** As many names as fit; returns how many. */
  int names(int id, List<Node> nodes) {
    begin(NAME, id);
    int countAt = buffer.position();
    buffer.putInt(0);
    int count = 0;
    for (var node : nodes) {
      if (buffer.remaining() < NAME_ROOM) {
        break;
      }
      text(node.name());
      var attributes = Attributes.of(node);
      text(attributes.line());
      attributes.write(buffer);
      count++;
    }
    buffer.putInt(countAt, count);
    return count;
  }

  void limits(int id, long... limits) {
    begin(EXTENDED_REPLY, id);
    for (long limit : limits) {
      buffer.putLong(limit);
    }
  }

  /** The room for {@code length} bytes of data, to be filled before {@link #data}. */
  ByteBuffer room(int length) {
    if (buffer.capacity() < DATA_HEADER + length) {
      buffer = ByteBuffer.allocate(DATA_HEADER + length);
    }
    return buffer.slice(DATA_HEADER, length);
  }

  /** What stands in the {@link #room}. */
  void data(int id, int length) {
    begin(DATA, id).putInt(length);
    buffer.position(buffer.position() + length);
  }

  /** Forgets the buffer: somebody may still write into it. */
  void abandon() {
    buffer = ByteBuffer.allocate(ROOM);
  }

  private void text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.putInt(bytes.length).put(bytes);
  }

  /** Waits for the client to have room. */
  void send(OutputStream out) throws IOException {
    buffer.putInt(0, buffer.position() - Integer.BYTES);
    out.write(buffer.array(), 0, buffer.position());
  }
}
