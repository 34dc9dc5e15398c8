package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A guest that prints and reads more than a test wants to keep, and digests it. One client. */
public final class BulkGuest implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final ServerSocket server;
  private final CompletableFuture<Socket> client = new CompletableFuture<>();

  public BulkGuest() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    run(() -> client.complete(server.accept()));
  }

  public ConsoleAddress address() {
    return ConsoleAddress.tcp("127.0.0.1", server.getLocalPort());
  }

  private interface Act {
    void run() throws IOException;
  }

  private static void run(Act act) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            act.run();
          } catch (IOException e) {
            // The test is over, or its client is; it waits for a digest and says so.
          }
        });
  }

  /** Starts to print; for as long as the other side takes. Gives the digest when all is out. */
  public CompletableFuture<String> print(long count) {
    var printed = new CompletableFuture<String>();
    run(() -> {
      var out = client.join().getOutputStream();
      var digest = sha256();
      for (long at = 0; at < count; at += PIECE) {
        var piece = piece(at, (int) Math.min(PIECE, count - at));
        digest.update(piece);
        out.write(piece);
      }
      printed.complete(hex(digest));
    });
    return bounded(printed);
  }

  /** Reads so many bytes. */
  public CompletableFuture<String> read(long count) {
    var read = new CompletableFuture<String>();
    run(() -> read.complete(digest(client.join().getInputStream(), count)));
    return bounded(read);
  }

  /** Writes what {@link #print} prints into a file. */
  public static String fill(Path file, long count) throws IOException {
    var digest = sha256();
    try (var out = Files.newOutputStream(file)) {
      for (long at = 0; at < count; at += PIECE) {
        var piece = piece(at, (int) Math.min(PIECE, count - at));
        digest.update(piece);
        out.write(piece);
      }
    }
    return hex(digest);
  }

  public static String digest(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return digest(in);
    }
  }

  public static String digest(InputStream in) throws IOException {
    return digest(in, Long.MAX_VALUE);
  }

  private static String digest(InputStream in, long atMost) throws IOException {
    var digest = sha256();
    var piece = new byte[PIECE];
    long left = atMost;
    int count = in.read(piece, 0, (int) Math.min(PIECE, left));
    while (count > 0) {
      digest.update(piece, 0, count);
      left -= count;
      count = in.read(piece, 0, (int) Math.min(PIECE, left));
    }
    return hex(digest);
  }

  private static byte[] piece(long at, int count) {
    var piece = new byte[count];
    new Random(at).nextBytes(piece);
    return piece;
  }

  private static <T> CompletableFuture<T> bounded(CompletableFuture<T> what) {
    return what.orTimeout(4 * TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    try {
      server.close();
      if (client.isDone()) {
        client.join().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
