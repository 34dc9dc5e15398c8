package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of this machine on a terminal of its own behind a UNIX socket, as one stands on the
 * serial line of a VM: it goes on when the client is gone, and waits for the next.
 */
public final class PtyShell implements AutoCloseable {
  private static final String SERVER =
      """
      import os, pty, select, socket, sys, termios
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(sys.argv[1])
      listener.listen(4)
      child, line = pty.fork()
      if child == 0:
          listener.close()
          os.chdir(sys.argv[2])
          os.execvp('sh', ['sh', '-c', sys.argv[3]])
      print('ready', flush=True)
      client = None
      while True:
          ready = select.select([line, listener] + ([client] if client else []), [], [])[0]
          if listener in ready and client is None:
              client = listener.accept()[0]
          if client in ready:
              try: typed = client.recv(65536)
              except OSError: typed = b''
              if typed:
                  while typed: typed = typed[os.write(line, typed[:512]):]
              else:
                  client.close(); client = None
          if line in ready:
              try: printed = os.read(line, 65536)
              except OSError: break
              if client:
                  try: client.sendall(printed)
                  except OSError: client.close(); client = None
      """;

  private final Path socket;
  private final Program server;

  private PtyShell(Path socket, Program server) {
    this.socket = socket;
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param folder where it runs, and where its socket is
   * @param command what {@code sh} is to do on the terminal, such as {@code exec bash --norc}
   */
  public static PtyShell running(Path folder, String command) {
    var socket = folder.resolve("line.sock");
    keepFishFromWriting(folder);
    var server =
        Program.start(
            List.of(
                "/usr/bin/python3",
                "-c",
                SERVER,
                socket.toString(),
                folder.toString(),
                "export HOME=" + folder + " TERM=vt220 PS1='vm# '; " + command));
    server.out().await("ready\n");
    return new PtyShell(socket, server);
  }

  /** In a home without this folder, fish makes it, and fills it in the background for minutes. */
  public static void keepFishFromWriting(Path home) {
    try {
      Files.createDirectories(home.resolve(".local/share/fish/generated_completions"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where to dial. */
  public ConsoleAddress address() {
    return ConsoleAddress.unix(socket);
  }

  @Override
  public void close() {
    server.close();
  }
}
