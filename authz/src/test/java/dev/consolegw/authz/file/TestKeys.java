package dev.consolegw.authz.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Public keys put together field by field, for the kinds that need hardware or are broken. */
final class TestKeys {
  private final ByteArrayOutputStream blob = new ByteArrayOutputStream();

  /** A whole line of an Ed25519 key; the same seed gives the same key. */
  static String ed25519(int seed) {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    return "ssh-ed25519 " + new TestKeys().text("ssh-ed25519").field(key).base64();
  }

  TestKeys text(String text) {
    return field(text.getBytes(StandardCharsets.UTF_8));
  }

  TestKeys field(byte[] bytes) {
    blob.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    return raw(bytes);
  }

  TestKeys raw(byte... bytes) {
    blob.writeBytes(bytes);
    return this;
  }

  /** A point in uncompressed form, on no curve in particular. */
  TestKeys point(int coordinate) {
    byte[] point = new byte[1 + 2 * coordinate];
    point[0] = 4;
    return field(point);
  }

  String base64() {
    return Base64.getEncoder().encodeToString(blob.toByteArray());
  }
}
