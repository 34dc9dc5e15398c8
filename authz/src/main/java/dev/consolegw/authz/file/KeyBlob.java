package dev.consolegw.authz.file;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a public key on the wire: RFC 4253 section 6.6 (RSA), RFC 5656 section 3.1 (ECDSA),
 * RFC 8709 section 4 (Ed25519), and OpenSSH's PROTOCOL.u2f for the keys of security tokens. Whether
 * a point lies on its curve is left to the signature check.
 */
final class KeyBlob {
  /** Shorter RSA keys are within reach of the well funded. */
  static final int RSA_LEAST = 2048;

  /** OpenSSH's own limit; a longer one only costs time at each sign-in. */
  static final int RSA_MOST = 16384;

  private static final int ED25519_BYTES = 32;
  private static final byte UNCOMPRESSED = 4;

  private final ByteBuffer bytes;

  private KeyBlob(byte[] blob) {
    this.bytes = ByteBuffer.wrap(blob);
  }

  /** Refuses bytes that are not exactly one key of the kind that was written in front of them. */
  static void check(KeyKind kind, byte[] blob) throws KeyMistake {
    try {
      new KeyBlob(blob).check(kind);
    } catch (BufferUnderflowException shorter) {
      throw new KeyMistake("the key is cut short; copy the whole line of the .pub file");
    }
  }

  private void check(KeyKind kind) throws KeyMistake {
    String inner = new String(field(), StandardCharsets.ISO_8859_1);
    if (!inner.equals(kind.type())) {
      throw new KeyMistake(
          "the line says '%s' but its key says %s; copy the whole line of the .pub file"
              .formatted(kind.type(), KeyMistake.shown(inner)));
    }
    switch (kind) {
      case ED25519 -> length(field(), ED25519_BYTES);
      case ECDSA_256 -> point("nistp256", 32);
      case ECDSA_384 -> point("nistp384", 48);
      case ECDSA_521 -> point("nistp521", 66);
      case RSA -> rsa();
      case SK_ED25519 -> {
        length(field(), ED25519_BYTES);
        application();
      }
      case SK_ECDSA_256 -> {
        point("nistp256", 32);
        application();
      }
    }
    if (bytes.hasRemaining()) {
      throw damaged();
    }
  }

  private void rsa() throws KeyMistake {
    var exponent = number();
    int bits = number().bitLength();
    if (!exponent.testBit(0) || exponent.equals(BigInteger.ONE)) {
      throw damaged();
    }
    if (bits < RSA_LEAST || bits > RSA_MOST) {
      throw new KeyMistake(
          ("an RSA key of %d bits is refused, %d to %d are accepted;"
                  + " make one with: ssh-keygen -t ed25519")
              .formatted(bits, RSA_LEAST, RSA_MOST));
    }
  }

  private BigInteger number() throws KeyMistake {
    byte[] digits = field();
    if (digits.length == 0 || digits[0] < 0) {
      throw damaged();
    }
    return new BigInteger(digits);
  }

  private void point(String curve, int coordinate) throws KeyMistake {
    if (!new String(field(), StandardCharsets.ISO_8859_1).equals(curve)) {
      throw damaged();
    }
    byte[] point = field();
    length(point, 1 + 2 * coordinate);
    if (point[0] != UNCOMPRESSED) {
      throw damaged();
    }
  }

  private void application() throws KeyMistake {
    if (field().length == 0) {
      throw damaged();
    }
  }

  private static void length(byte[] field, int expected) throws KeyMistake {
    if (field.length != expected) {
      throw damaged();
    }
  }

  private byte[] field() {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] field = new byte[length];
    bytes.get(field);
    return field;
  }

  private static KeyMistake damaged() {
    return new KeyMistake("the key is damaged; copy the whole line of the .pub file again");
  }
}
