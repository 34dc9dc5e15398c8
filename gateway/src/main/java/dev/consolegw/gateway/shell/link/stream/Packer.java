package dev.consolegw.gateway.shell.link.stream;

import dev.consolegw.gateway.shell.guest.Allowance;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;

/**
 * Makes a compressed stream of messages. Data that was sent before, by whatever channel, goes as a
 * reference to it; long base64 goes as what it stands for. One thread at a time.
 */
public final class Packer implements AutoCloseable {
  /** Base64 shorter than this is left as it is. */
  static final int LONG_RUN = 4000;

  /** A run at the end of what is seen that may become a long one. */
  private static final int PROMISING_RUN = 64;

  /** Data that became no shorter than this part of it is not worth the time of compressing it. */
  private static final double DULL = 1.05;

  /** So much dull data in a row, and what follows is not compressed where time is short. */
  private static final int DULL_BYTES = 32 * 1024;

  /** After so much that was not compressed it is tried again. */
  private static final int STORED_BYTES = 512 * 1024;

  /** Between two looks for what was sent before, where time is short: what is longer is found. */
  private static final int SKIPPED = 1024 - Memory.BLOCK;

  /** The most of a block of deflate that is stored as it is (RFC 1951, 3.2.4). */
  private static final int BLOCK = 0xFFFF;

  private static final int QUANTUM = 4;
  private static final int DECODED = 3;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final boolean[] BASE64 = base64();

  /** What is known of a channel's data: how many characters of base64 it has ended with. */
  public static final class Run {
    private int length;
  }

  /** Data of one channel that is sent as it is, or as base64. */
  private static final class Part {
    final int channel;
    final byte[] bytes;
    final int from;
    final int to;
    final boolean base64;

    Part(int channel, byte[] bytes, int from, int to, boolean base64) {
      this.channel = channel;
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      this.base64 = base64;
    }

    Op op() {
      return base64 ? Op.BASE64 : Op.BYTES;
    }

    Op copy() {
      return base64 ? Op.COPY_BASE64 : Op.COPY;
    }
  }

  private final Deflater deflater = new Deflater();
  private final byte[] buffer = new byte[8 * 1024];
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Memory memory;
  private long follows = -1;
  private int literals;
  private double ratio = 1;
  private boolean isHurried;
  private int dull;
  private int stored;
  private boolean storing;
  private boolean deflated = true;
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

  /**
   * @param memory how many bytes both sides remember; a power of two from 64 KiB, or 0
   * @param allowance what that may take; where it does not, we remember less
   */
  public Packer(int memory, Allowance allowance) {
    this.memory = new Memory(memory, allowance);
  }

  /**
   * Whether the line takes more than compression makes: what does not get shorter is left as it is
   * then.
   */
  public void hurry(boolean hurried) {
    isHurried = hurried;
  }

  /** Adds a message that is not {@link Op#BYTES}. */
  public void add(Message message) {
    write(message.op(), message.channel(), message.data(), 0, message.data().length);
  }

  /**
   * Adds data of a channel, as much as makes a piece of the stream of about this size.
   *
   * @param bytes what there is to send
   * @return how much of it was taken
   */
  public int add(int channel, Run run, byte[] bytes, int size) {
    int budget = (int) Math.max(size, size * ratio);
    literals = 0;
    int at = 0;
    while (at < bytes.length && literals < budget) {
      int ahead = runFrom(bytes, at);
      if (ahead == 0) {
        run.length = 0; // a long one has ended here
      }
      if (at > 0 && mayBecomeLong(run, ahead, at + ahead == bytes.length)) {
        break;
      }
      if (run.length + ahead < LONG_RUN) {
        int enough = Math.min(bytes.length, at + Math.max(budget, 2 * LONG_RUN));
        int end = pack(new Part(channel, bytes, at, plainEnd(bytes, at, enough), false), budget);
        count(run, bytes, at, end);
        at = end;
        continue;
      }
      int odd = (QUANTUM - run.length % QUANTUM) % QUANTUM;
      int whole = odd > 0 || ahead < QUANTUM ? 0 : ahead / QUANTUM * QUANTUM;
      int end;
      if (whole == 0) {
        end = at + Math.min(ahead, odd > 0 ? odd : ahead);
        literal(new Part(channel, bytes, at, end, false), at, end);
      } else {
        byte[] decoded = Base64.getDecoder().decode(Arrays.copyOfRange(bytes, at, at + whole));
        end =
            at
                + pack(new Part(channel, decoded, 0, decoded.length, true), budget)
                    / DECODED
                    * QUANTUM;
      }
      run.length += end - at;
      at = end;
    }
    return at;
  }

  /** The stream that has come of what was added. */
  public byte[] flush() {
    int before = out.size();
    if (storing) {
      store();
    } else {
      flush(Deflater.SYNC_FLUSH);
    }
    if (literals > 0) {
      double now = (double) literals / Math.max(1, out.size() - before);
      ratio += (Math.clamp(now, 1, 64) - ratio) / 4;
      decide(now);
      literals = 0;
    }
    byte[] stream = out.toByteArray();
    out.reset();
    return stream;
  }

  /** How what follows is written: once per flush, for a block is one or the other. */
  private void decide(double now) {
    if (storing) {
      stored += literals;
      storing = isHurried && stored < STORED_BYTES;
    } else {
      dull = now < DULL ? Math.min(DULL_BYTES, dull + literals) : 0;
      storing = isHurried && dull == DULL_BYTES;
      stored = 0;
    }
  }

  private void flush(int how) {
    int length;
    do {
      length = deflater.deflate(buffer, 0, buffer.length, how);
      out.write(buffer, 0, length);
    } while (length == buffer.length);
  }

  /**
   * The deflater does not see these, so nothing that it makes may refer to what was before them.
   */
  private void store() {
    if (deflated) {
      flush(Deflater.FULL_FLUSH);
      deflated = false;
    }
    byte[] all = plain.toByteArray();
    plain.reset();
    for (int at = 0; at < all.length; at += BLOCK) {
      int length = Math.min(BLOCK, all.length - at);
      out.write(0);
      out.write(length);
      out.write(length >> Byte.SIZE);
      out.write(~length);
      out.write(~length >> Byte.SIZE);
      out.write(all, at, length);
    }
  }

  /** Packs data until the budget is used up, and gives back where it came to. */
  private int pack(Part part, int budget) {
    byte[] bytes = part.bytes;
    int at = part.from;
    int literal = at;
    int common = memory.common(follows, bytes, at, part.to);
    if (common >= Memory.BLOCK) {
      at += copy(part, follows, common);
      literal = at;
    }
    int sum = at + Memory.BLOCK <= part.to ? Memory.sum(bytes, at) : 0;
    int looked = at;
    while (at < part.to) {
      boolean full = literals + at - literal >= budget;
      if (full && (!part.base64 || (at - part.from) % DECODED == 0)) {
        break;
      }
      if (storing && at - looked >= Memory.BLOCK && !full) {
        at = Math.min(part.to, at + Math.min(SKIPPED, budget - literals + literal - at));
        looked = at;
        sum = at + Memory.BLOCK <= part.to ? Memory.sum(bytes, at) : 0;
        continue;
      }
      if (at + Memory.BLOCK > part.to) {
        at++;
        continue;
      }
      long place = memory.place(sum);
      if (place >= 0 && memory.common(place, bytes, at, part.to) >= Memory.BLOCK) {
        int before = memory.commonBefore(place, bytes, at, literal);
        literal(part, literal, at - before);
        place -= before;
        at -= before;
        at += copy(part, place, memory.common(place, bytes, at, part.to));
        literal = at;
        looked = at;
        sum = at + Memory.BLOCK <= part.to ? Memory.sum(bytes, at) : 0;
        continue;
      }
      if (at + Memory.BLOCK < part.to) {
        sum = Memory.roll(sum, bytes[at], bytes[at + Memory.BLOCK]);
      }
      at++;
    }
    literal(part, literal, at);
    return at;
  }

  private int copy(Part part, long place, int length) {
    var data = ByteBuffer.allocate(2 * Integer.BYTES);
    data.putInt((int) (memory.total() - place)).putInt(length);
    write(part.copy(), part.channel, data.array(), 0, data.capacity());
    memory.add(new Memory.Match(place, length));
    follows = place + length;
    return length;
  }

  private void literal(Part part, int from, int to) {
    if (to > from) {
      write(part.op(), part.channel, part.bytes, from, to - from);
      memory.add(part.bytes, from, to);
      literals += to - from;
      follows += to - from; // what was changed in place
    }
  }

  private void write(Op op, int channel, byte[] bytes, int from, int length) {
    var header = ByteBuffer.allocate(Message.HEADER);
    header.put(op.code()).putShort((short) channel).putInt(length);
    deflate(header.array(), 0, Message.HEADER);
    deflate(bytes, from, length);
  }

  private void deflate(byte[] bytes, int from, int length) {
    if (storing) {
      plain.write(bytes, from, length);
      return;
    }
    deflated = true;
    deflater.setInput(bytes, from, length);
    while (!deflater.needsInput()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
  }

  private static boolean mayBecomeLong(Run run, int ahead, boolean atEnd) {
    return atEnd && ahead >= PROMISING_RUN && run.length + ahead < LONG_RUN;
  }

  /** Where the next long run begins, or one that may become long; or enough is seen. */
  private static int plainEnd(byte[] bytes, int from, int enough) {
    int at = from + runFrom(bytes, from);
    while (at < enough) {
      int begin = at + PROMISING_RUN; // from behind: most bytes need not be looked at
      if (begin > bytes.length) {
        return bytes.length;
      }
      while (begin > at && isBase64(bytes[begin - 1])) {
        begin--;
      }
      if (begin == at) {
        int run = runFrom(bytes, at);
        if (run >= LONG_RUN || at + run == bytes.length) {
          return at;
        }
        begin = at + run;
      }
      at = begin;
    }
    return at;
  }

  private static void count(Run run, byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && isBase64(bytes[at - 1])) {
      at--;
    }
    run.length = at == from ? run.length + to - from : to - at;
  }

  private static int runFrom(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && isBase64(bytes[at])) {
      at++;
    }
    return at - from;
  }

  private static boolean isBase64(byte each) {
    return each >= 0 && BASE64[each];
  }

  private static boolean[] base64() {
    var characters = new boolean[Byte.MAX_VALUE + 1];
    ALPHABET.chars().forEach(each -> characters[each] = true);
    return characters;
  }

  /** Frees what it holds. */
  @Override
  public void close() {
    deflater.end();
  }
}
