package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.sftp.files.Document;
import dev.consolegw.gateway.sftp.files.Tree;
import dev.consolegw.gateway.sftp.files.Tree.Node;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The far side of an old {@code scp} that fetches files: for each, a line with mode, size and name,
 * its bytes, and a zero byte; the client answers each with a zero byte of its own (OpenSSH, scp.c,
 * {@code source} and {@code response}). What cannot be had is a line behind a byte 1, which the
 * client prints.
 *
 * <p>One virtual thread; it waits for the client and the disk.
 */
final class ScpSource {
  private static final int PIECE = 32 * 1024;
  private static final byte WARNING = 1;

  /** A client's complaint is read so far, in bytes. */
  private static final int LONGEST_ANSWER = 2048;

  private final Tree tree;
  private final ExecStreams io;
  private final SftpSession.Check check;
  private final Supplier<? extends Turns<?>.Turn> turns;
  private final InputStream in;
  private final OutputStream out;
  private final Account account;
  private boolean refused;

  /**
   * @param check asked before every piece
   * @param turns of the person, taken for each piece and never while the client is waited for
   * @param account hears of what is asked for
   */
  ScpSource(
      Tree tree,
      ExecStreams io,
      SftpSession.Check check,
      Supplier<? extends Turns<?>.Turn> turns,
      Account account) {
    this.tree = tree;
    this.io = io;
    this.check = check;
    this.turns = turns;
    this.account = account;
    this.in = io.in();
    this.out = io.out();
  }

  /**
   * Sends what is asked for.
   *
   * @throws Refusal when it may no longer be served, or a file cannot be read to its end
   * @throws IOException when the client is gone
   */
  ExitCode send(ScpRequest request) throws Refusal, IOException {
    if (!isAnswered()) {
      return ExitCode.USAGE;
    }
    for (var path : request.paths()) {
      if (!send(path, request)) {
        break;
      }
    }
    return refused ? ExitCode.USAGE : ExitCode.OK;
  }

  /** Returns whether the client wants more. */
  private boolean send(String path, ScpRequest request) throws Refusal, IOException {
    check.check();
    account.asked("open");
    Document document;
    Document.Content content;
    try (var _ = turns.get()) {
      switch (tree.find(path).orElse(null)) {
        case null -> {
          return refuse(nothing(path));
        }
        case Node.Folder _ -> {
          return refuse(
              "%s is a folder; fetch its files one by one, or with sftp".formatted(shown(path)));
        }
        case Node.File(var it) -> document = it;
      }
      content = document.open();
    } catch (IOException trouble) {
      return refuse("%s: %s".formatted(shown(path), trouble.getMessage()));
    }
    account.opened(path, Tree.absolute(path));
    try (content) {
      return send(document, content, request.times(), path);
    } finally {
      account.closed(path);
    }
  }

  private static String nothing(String path) {
    return ScpRequest.hasWildcard(path)
        ? "%s: nobody looks for fitting names here; name one file, or use sftp"
            .formatted(shown(path))
        : "%s: no such file; there are /console.log and what is in /recordings"
            .formatted(shown(path));
  }

  private static String shown(String path) {
    return Printable.of(path).asValue();
  }

  private boolean send(Document document, Document.Content content, boolean times, String path)
      throws Refusal, IOException {
    long seconds = document.modified().getEpochSecond();
    if (times && !isAnsweredAfter("T%d 0 %d 0\n".formatted(seconds, seconds))) {
      return true; // it wants none of this file
    }
    if (!isAnsweredAfter("C0400 %d %s\n".formatted(content.size(), document.name()))) {
      return true;
    }
    var piece = ByteBuffer.allocate(PIECE);
    for (long at = 0; at < content.size(); at += piece.limit()) {
      check.check();
      read(content, at, piece.clear());
      out.write(piece.array(), 0, piece.limit());
      account.read(path, piece.limit());
    }
    return isAnsweredAfter("\0");
  }

  /** The client was promised the whole file: nothing else may stand where it is not. */
  private void read(Document.Content content, long at, ByteBuffer piece) throws Refusal {
    piece.limit((int) Math.min(piece.capacity(), content.size() - at));
    try (var _ = turns.get()) {
      content.read(at, piece);
      piece.flip();
    } catch (IOException trouble) {
      throw new Refusal(
          ExitCode.UNAVAILABLE, "the file is not whole: " + String.valueOf(trouble.getMessage()));
    }
  }

  private boolean refuse(String sentence) throws IOException {
    refused = true;
    warn(io, sentence);
    return true; // the client goes on with the next
  }

  /** A line that the client prints. */
  static void warn(ExecStreams io, String sentence) throws IOException {
    var line = ("console: " + sentence + '\n').getBytes(StandardCharsets.UTF_8);
    var packet = ByteBuffer.allocate(1 + line.length).put(WARNING).put(line);
    io.out().write(packet.array());
  }

  private boolean isAnsweredAfter(String words) throws IOException {
    out.write(words.getBytes(StandardCharsets.UTF_8));
    return isAnswered();
  }

  /** Whether the client says yes; what it says else is a line that it has shown itself. */
  private boolean isAnswered() throws IOException {
    int answer = in.read();
    if (answer > 0) {
      int count = 0;
      for (int c = in.read(); c >= 0 && c != '\n' && count < LONGEST_ANSWER; c = in.read()) {
        count++;
      }
    }
    return answer == 0;
  }
}
