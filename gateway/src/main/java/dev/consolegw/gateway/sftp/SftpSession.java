package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.sftp.Handles.Listing;
import dev.consolegw.gateway.sftp.Handles.OpenFile;
import dev.consolegw.gateway.sftp.Packet.Malformed;
import dev.consolegw.gateway.sftp.files.Tree;
import dev.consolegw.gateway.sftp.files.Tree.Node;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * One SFTP session: a request, its reply, the next. Requests that a client has sent ahead wait in
 * its window, so nothing is queued here. One virtual thread; it waits for the client and the disk.
 */
final class SftpSession {
  /** Data in one reply, at most: a packet of the longest kind, as OpenSSH counts it. */
  static final int PIECE = PacketReader.LONGEST - 1024;

  private static final int INIT = 1;
  private static final int OPEN = 3;
  private static final int CLOSE = 4;
  private static final int READ = 5;
  private static final int WRITE = 6;
  private static final int LSTAT = 7;
  private static final int FSTAT = 8;
  private static final int SETSTAT = 9;
  private static final int FSETSTAT = 10;
  private static final int OPENDIR = 11;
  private static final int READDIR = 12;
  private static final int REMOVE = 13;
  private static final int MKDIR = 14;
  private static final int RMDIR = 15;
  private static final int REALPATH = 16;
  private static final int STAT = 17;
  private static final int RENAME = 18;
  private static final int READLINK = 19;
  private static final int SYMLINK = 20;
  private static final int EXTENDED = 200;

  /** The only way to open a file here (SSH_FXF_READ). */
  private static final int TO_READ = 1;

  private static final String LIMITS = "limits@openssh.com";

  private final Tree tree;
  private final ExecStreams io;
  private final Check check;
  private final Supplier<? extends Turns<?>.Turn> turns;
  private final Handles handles = new Handles();
  private final Reply reply = new Reply();
  private final Account account;

  /** Asked before every answer. */
  @FunctionalInterface
  interface Check {
    void check() throws Refusal;
  }

  /**
   * @param turns of the person, taken for each request and never while the client is waited for
   * @param account hears of what is asked for
   */
  SftpSession(
      Tree tree,
      ExecStreams io,
      Check check,
      Supplier<? extends Turns<?>.Turn> turns,
      Account account) {
    this.tree = tree;
    this.io = io;
    this.check = check;
    this.turns = turns;
    this.account = account;
  }

  /**
   * Answers until the client ends its input.
   *
   * @throws Malformed when it does not speak SFTP
   * @throws Refusal when it may no longer be served
   * @throws IOException when the client is gone
   */
  void run() throws Malformed, Refusal, IOException {
    var packets = new PacketReader(io.in());
    var out = io.out();
    try {
      for (var first = true; ; first = false) {
        var packet = packets.next();
        if (packet.isEmpty()) {
          return;
        }
        check.check();
        if (first) {
          greet(packet.get());
        } else {
          answer(packet.get());
        }
        reply.send(out);
      }
    } finally {
      handles.closeAll();
      account.closeAll();
    }
  }

  private void greet(Packet packet) throws Malformed {
    if (packet.type() != INIT) {
      throw new Malformed("the first packet is not SSH_FXP_INIT");
    }
    reply.version(LIMITS, "1");
  }

  private void answer(Packet packet) throws Malformed {
    int type = packet.type();
    int id = packet.number();
    try (var _ = turns.get()) {
      dispatch(type, id, packet);
    } catch (Malformed mistake) {
      refuse(id, Status.BAD_MESSAGE);
    } catch (IOException trouble) {
      reply.status(id, Status.FAILURE, String.valueOf(trouble.getMessage()));
    }
  }

  private void dispatch(int type, int id, Packet packet) throws Malformed, IOException {
    account(type);
    switch (type) {
      case OPEN -> open(id, packet.text(), packet.number());
      case CLOSE -> close(id, packet.text());
      case READ -> read(id, packet.text(), packet.longNumber(), packet.number());
      case STAT, LSTAT -> stat(id, packet.text());
      case FSTAT -> fstat(id, packet.text());
      case OPENDIR -> openFolder(id, packet.text());
      case READDIR -> list(id, packet.text());
      case REALPATH -> reply.path(id, Tree.absolute(packet.text()));
      case READLINK -> refuse(id, Status.FAILURE);
      case EXTENDED -> extended(id, packet.text());
      case WRITE, SETSTAT, FSETSTAT, REMOVE, MKDIR, RMDIR, RENAME, SYMLINK -> deny(id, name(type));
      default -> refuse(id, Status.OP_UNSUPPORTED);
    }
  }

  /** What the audit calls it; what is refused is counted where it is. */
  private static String name(int type) {
    return switch (type) {
      case OPEN -> "open";
      case CLOSE -> "close";
      case READ -> "read";
      case STAT, LSTAT, FSTAT -> "stat";
      case OPENDIR -> "opendir";
      case READDIR -> "readdir";
      case REALPATH -> "realpath";
      case READLINK -> "readlink";
      case EXTENDED -> "extended";
      case WRITE -> "write";
      case SETSTAT, FSETSTAT -> "setstat";
      case REMOVE -> "remove";
      case MKDIR -> "mkdir";
      case RMDIR -> "rmdir";
      case RENAME -> "rename";
      case SYMLINK -> "symlink";
      default -> "unknown";
    };
  }

  private void account(int type) {
    switch (type) {
      case WRITE, SETSTAT, FSETSTAT, REMOVE, MKDIR, RMDIR, RENAME, SYMLINK -> {}
      default -> account.asked(name(type));
    }
  }

  private void deny(int id, String operation) {
    account.refused(operation);
    refuse(id, Status.PERMISSION_DENIED);
  }

  private void close(int id, String handle) {
    account.closed(handle);
    refuse(id, handles.close(handle) ? Status.OK : Status.FAILURE);
  }

  private void refuse(int id, Status status) {
    reply.status(id, status, status.text());
  }

  private void open(int id, String path, int how) throws IOException {
    if (how != TO_READ) {
      deny(id, "open-to-write");
      return;
    }
    switch (tree.find(path).orElse(null)) {
      case null -> refuse(id, Status.NO_SUCH_FILE);
      case Node.Folder _ -> refuse(id, Status.FAILURE);
      case Node.File(var document) -> {
        if (!tooMany(id)) {
          var handle = handles.add(new OpenFile(document, document.open()));
          account.opened(handle, Tree.absolute(path));
          reply.handle(id, handle);
        }
      }
    }
  }

  private void openFolder(int id, String path) throws IOException {
    switch (tree.find(path).orElse(null)) {
      case null -> refuse(id, Status.NO_SUCH_FILE);
      case Node.File _ -> refuse(id, Status.FAILURE);
      case Node.Folder folder -> {
        if (handles.manyListings()) {
          reply.status(
              id, Status.FAILURE, "%d folders are open, no more are".formatted(Handles.LISTINGS));
        } else if (!tooMany(id)) {
          reply.handle(id, handles.add(new Listing(folder.children())));
        }
      }
    }
  }

  private boolean tooMany(int id) {
    if (handles.full()) {
      reply.status(id, Status.FAILURE, "%d files are open, no more are".formatted(Handles.MOST));
    }
    return handles.full();
  }

  private void read(int id, String handle, long position, int wanted) throws IOException {
    if (!(handles.find(handle).orElse(null) instanceof OpenFile file)) {
      refuse(id, Status.FAILURE);
      return;
    }
    long left = file.content().size() - position;
    if (position < 0 || left <= 0) {
      refuse(id, Status.EOF);
      return;
    }
    int length = (int) Math.min(left, Math.min(Integer.toUnsignedLong(wanted), PIECE));
    try {
      file.content().read(position, reply.room(length));
    } catch (IOException trouble) {
      reply.abandon();
      throw trouble;
    }
    reply.data(id, length);
    account.read(handle, length);
  }

  private void stat(int id, String path) throws IOException {
    var node = tree.find(path);
    if (node.isPresent()) {
      reply.attributes(id, node.get());
    } else {
      refuse(id, Status.NO_SUCH_FILE);
    }
  }

  private void fstat(int id, String handle) throws IOException {
    switch (handles.find(handle).orElse(null)) {
      case OpenFile file -> reply.attributes(id, file);
      case Listing _ -> stat(id, "/");
      case null -> refuse(id, Status.FAILURE);
    }
  }

  private void list(int id, String handle) {
    if (!(handles.find(handle).orElse(null) instanceof Listing(List<Node> rest))) {
      refuse(id, Status.FAILURE);
    } else if (rest.isEmpty()) {
      refuse(id, Status.EOF);
    } else {
      int told = reply.names(id, rest);
      handles.replace(handle, new Listing(rest.subList(told, rest.size())));
    }
  }

  /** How much we take at once; OpenSSH's clients ask, and then read in larger pieces. */
  private void extended(int id, String name) {
    if (name.equals(LIMITS)) {
      reply.limits(id, PacketReader.LONGEST, PIECE, 0, Handles.MOST);
    } else {
      refuse(id, Status.OP_UNSUPPORTED);
    }
  }
}
