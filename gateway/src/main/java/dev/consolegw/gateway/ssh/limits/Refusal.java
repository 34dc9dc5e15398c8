package dev.consolegw.gateway.ssh.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.sshd.common.SshConstants;

/**
 * What a client hears that is not even greeted: the reason in a line before the version (RFC 4253,
 * 4.2), for people at a raw socket; then our version and the reason again as SSH's own message to
 * disconnect, which every client shows. No key exchange is begun for it.
 */
final class Refusal {
  /** Our version, as RFC 4253 spells it in 4.2. */
  static final String VERSION = "SSH-2.0-console-gw";

  /** Packets are a multiple of so many bytes before keys are in use (RFC 4253, 6). */
  private static final int BLOCK = 8;

  private static final int LEAST_PADDING = 4;

  private Refusal() {}

  /** All of it, as bytes; the sentence is ASCII. */
  static byte[] bytes(String sentence) {
    var all = new ByteArrayOutputStream();
    var out = new DataOutputStream(all);
    try {
      out.write(("console-gw: " + sentence + "\r\n" + VERSION + "\r\n").getBytes(US_ASCII));
      packet(out, disconnect(sentence));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return all.toByteArray();
  }

  /** RFC 4253, 11.1. */
  private static byte[] disconnect(String sentence) throws IOException {
    var payload = new ByteArrayOutputStream();
    var out = new DataOutputStream(payload);
    out.writeByte(SshConstants.SSH_MSG_DISCONNECT);
    out.writeInt(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS);
    out.writeInt(sentence.length());
    out.write(sentence.getBytes(US_ASCII));
    out.writeInt(0); // in no particular language
    return payload.toByteArray();
  }

  private static void packet(DataOutputStream out, byte[] payload) throws IOException {
    int unpadded = Integer.BYTES + 1 + payload.length;
    int padding = BLOCK - unpadded % BLOCK;
    padding += padding < LEAST_PADDING ? BLOCK : 0;
    out.writeInt(1 + payload.length + padding);
    out.writeByte(padding);
    out.write(payload);
    out.write(new byte[padding]);
  }
}
