package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.sftp.files.Document;
import dev.consolegw.gateway.sftp.files.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** A client whose whole side of the talk is written beforehand, and a tree for it to look at. */
final class Written implements ExecStreams {
  static final byte[] TEXT = "login: \r\n".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Written(byte[] input) {
    in = new ByteArrayInputStream(input);
  }

  /** A document in memory. */
  record Note(String name) implements Document {
    @Override
    public OptionalLong size() {
      return OptionalLong.of(TEXT.length);
    }

    @Override
    public Instant modified() {
      return Instant.ofEpochSecond(1_767_225_600);
    }

    @Override
    public Content open() {
      return new Content() {
        @Override
        public long size() {
          return TEXT.length;
        }

        @Override
        public void read(long position, ByteBuffer into) {
          into.put(TEXT, (int) position, into.remaining());
        }

        @Override
        public void close() {}
      };
    }
  }

  static Tree tree(int recordings) {
    var all = IntStream.range(0, recordings).mapToObj(i -> new Note("r" + i + ".cast")).toList();
    return new Tree(new Note("console.log"), () -> all);
  }

  /** Packs fields: a byte for the type, ints, longs, and texts with their length. */
  static byte[] packet(int type, Object... fields) {
    var bytes = new ByteArrayOutputStream();
    try (var body = new DataOutputStream(bytes)) {
      body.writeByte(type);
      for (var field : fields) {
        switch (field) {
          case Integer number -> body.writeInt(number);
          case Long number -> body.writeLong(number);
          default -> {
            var text = field.toString().getBytes(StandardCharsets.UTF_8);
            body.writeInt(text.length);
            body.write(text);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return framed(bytes.toByteArray());
  }

  static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(Integer.BYTES + body.length).putInt(body.length).put(body).array();
  }

  private static final Account.Told NOBODY =
      new Account.Told() {
        @Override
        public void read(String path, long bytes) {}

        @Override
        public void refused(String operation) {}
      };

  /** Lets a client say all this after its greeting; its answers, without that to the greeting. */
  static List<ByteBuffer> talk(Tree tree, byte[]... packets) throws Exception {
    return talk(tree, new Account(NOBODY), packets);
  }

  /** The same, with somebody who keeps account. */
  static List<ByteBuffer> talk(Tree tree, Account account, byte[]... packets) throws Exception {
    var input = new ByteArrayOutputStream();
    input.writeBytes(packet(1, 3));
    for (var packet : packets) {
      input.writeBytes(packet);
    }
    var io = new Written(input.toByteArray());
    try {
      new SftpSession(tree, io, () -> {}, () -> Turns.<Set<?>>ofEach(1).take(Set.of()), account)
          .run();
    } finally {
      io.answers();
    }
    return io.answers().subList(1, io.answers().size());
  }

  /** The replies, each from its type on; fails when they are no whole packets. */
  private List<ByteBuffer> answers() {
    var all = ByteBuffer.wrap(out.toByteArray());
    var answers = new ArrayList<ByteBuffer>();
    while (all.hasRemaining()) {
      int length = all.getInt();
      answers.add(all.slice(all.position(), length));
      all.position(all.position() + length);
    }
    return answers;
  }

  @Override
  public boolean pty() {
    return false;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public OutputStream err() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public void whenGone(Runnable what) {}
}
