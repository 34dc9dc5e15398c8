package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.shell.link.frame.Alphabet;
import dev.consolegw.gateway.shell.link.frame.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * How the helper gets into a guest: a line to type at a prompt of a shell, which answers {@value
 * #ANSWER}, and what to send then. Should that arrive damaged, the link sends it again by itself.
 */
public final class Bootstrap {
  /** The guest waits for the helper. Does not stand in the line, whose echo comes first. */
  public static final String ANSWER = "@GO@";

  /** The helper was damaged on its way. */
  static final String DAMAGED = "@NO@";

  /** Twice, should one be lost. */
  private static final String END = "..";

  private static final String BEGIN =
      """
       sh -c 'K=$(stty -g);stty raw -echo;python3 -uc "\
      import os,zlib,base64,signal;a=signal.alarm;a(60);w=os.write;D=b\\".\\";A=b\\"@\\";G=b\\"GO@\\";N=b\\"NO@\\";\
      exec(\\"w(1,A+G)\\nwhile 1:\\n b=D[1:]\\n while D not in b:b+=os.read(0,4096)\\n \
      try:s=zlib.decompress(base64.b64decode(b.split(D)[0]));break\\n \
      except Exception:w(1,A+N)\\n\\");a(0);exec(s)";\
      """
          .stripTrailing();

  /** Whatever ends the helper, the terminal is as it was. */
  private static final String ENDS = "R=$?;stty $K;";

  /** Without Python the shell goes on in another one. */
  private static final String GOES_ON = "[ $R = 127 ]&&exec ${SHELL:-sh};";

  /** A helper that was killed cannot say so; what is sent next would be typed at the shell. */
  private static final String KILLED = "[ $R -gt 128 ]&&printf \"" + killed() + "\"'";

  private static final byte[] HELPER = packed(source());

  private static final byte[] STOP = packed("raise SystemExit");

  private final String line;

  private Bootstrap(String line) {
    this.line = line;
  }

  /** That of our helper. */
  static Bootstrap standard() {
    return new Bootstrap(BEGIN + ENDS + KILLED);
  }

  /** Without the key that ends it, less than 1,000 bytes. */
  public String line() {
    return line;
  }

  /** Printable, as it may go over a line of seven bits. */
  public byte[] helper() {
    return HELPER.clone();
  }

  /** What to send in the place of the helper, where it is not to come. */
  public static byte[] stop() {
    return STOP.clone();
  }

  /**
   * The same in the place of the shell that it is typed at: when the helper has ended, whatever
   * ended it, the account is signed in no more.
   */
  public Bootstrap insteadOfShell() {
    return new Bootstrap(" exec" + BEGIN + ENDS + GOES_ON + KILLED);
  }

  /** What the helper would say, for printf. */
  private static String killed() {
    var gone = new Frame(Frame.Kind.GONE, 0, 0, "it was killed".getBytes(US_ASCII));
    var octal = new StringBuilder();
    for (byte each : Alphabet.without(new BitSet()).write(gone)) {
      octal.append("\\%03o".formatted(Byte.toUnsignedInt(each)));
    }
    return octal.toString();
  }

  /** The helper as it can be read. */
  public static String source() {
    try (var in = Bootstrap.class.getResourceAsStream("helper.py")) {
      if (in == null) {
        throw new IllegalStateException("helper.py is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] packed(String source) {
    var code =
        source
            .lines()
            .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
            .map(Bootstrap::indentedLess)
            .collect(Collectors.joining("\n"));
    var zipped = new ByteArrayOutputStream();
    var best = new Deflater(Deflater.BEST_COMPRESSION);
    try (var out = new DeflaterOutputStream(zipped, best)) {
      out.write(code.getBytes(UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      best.end();
    }
    return (Base64.getEncoder().encodeToString(zipped.toByteArray()) + END).getBytes(US_ASCII);
  }

  /** One blank for each four at the beginning; where none are, one that stands alone stays. */
  private static String indentedLess(String line) {
    int blanks = line.length() - line.stripLeading().length();
    return " ".repeat((blanks + 3) / 4) + line.strip();
  }
}
