package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.history.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "log", description = "Prints what the guest has printed.")
final class LogCommand implements Command {
  private static final int PIECE = 64 * 1024;

  @ArgGroup private @Nullable Amount amount;

  @Option(names = "--raw", description = "Byte for byte, terminal controls included.")
  private boolean raw;

  private static final class Amount {
    @Option(names = "--lines", paramLabel = "N", description = "The last lines only.")
    private int lines = -1;

    @Option(names = "--bytes", paramLabel = "N", description = "The last bytes only.")
    private long bytes = -1;
  }

  @Override
  public ExitCode run(Context context) throws Refusal, IOException {
    var history = context.open().console().history();
    long end = history.end();
    long at = onDisk(history, () -> start(history));
    var out = context.io().out();
    var safe = new SafeOutput(raw);
    var piece = ByteBuffer.allocate(PIECE);
    while (at < end) {
      piece.clear().limit((int) Math.min(PIECE, end - at));
      long from = at;
      switch (onDisk(history, () -> history.read(from, piece, History.Access.DISK))) {
        case Read.Bytes(int count) -> {
          at += count;
          out.write(safe.of(piece.flip()));
        }
        case Read.Gap gap -> {
          context.io().tell("output before offset=" + gap.resumesAt() + " is not kept");
          at = gap.resumesAt();
        }
        case Read.Nothing _, Read.OnDisk _ -> at = end;
      }
    }
    out.write(safe.rest());
    return ExitCode.OK;
  }

  private long start(History history) {
    if (amount == null) {
      return history.start();
    }
    long from =
        amount.lines >= 0
            ? history.lineStart(amount.lines, Integer.MAX_VALUE)
            : history.end() - amount.bytes;
    return Math.max(from, history.start());
  }

  private static <T> T onDisk(History history, Supplier<T> what) {
    return CompletableFuture.supplyAsync(what, history.diskThreads()).join();
  }
}
