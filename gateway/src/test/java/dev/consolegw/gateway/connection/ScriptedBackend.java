package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.terminal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A line that does what a test says, and notes what it was told. */
public final class ScriptedBackend implements Backend {
  private final OutputSink sink;
  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final List<String> inputs = new ArrayList<>();
  private Answers answers = _ -> SendResult.DONE;
  private boolean queued;
  private boolean paused;
  private boolean closed;
  private boolean ended;

  /** What becomes of an input. */
  public interface Answers {
    SendResult to(ConsoleInput input) throws IOException;
  }

  public ScriptedBackend(OutputSink sink) {
    this.sink = sink;
  }

  /** For tests that look at input alone. */
  public ScriptedBackend() {
    this(_ -> {});
  }

  public ScriptedBackend answering(Answers how) {
    answers = how;
    return this;
  }

  /** From now on, whatever comes is kept until {@link #release}. */
  public ScriptedBackend holding() {
    return answering(_ -> SendResult.HELD);
  }

  /** Far sides of this kind may hide a queue. */
  public ScriptedBackend queueing() {
    queued = true;
    return this;
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    if (closed || ended) {
      throw new IOException("the line is gone");
    }
    switch (input) {
      case ConsoleInput.Keys(ByteBuffer bytes) -> {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        keys.writeBytes(copy);
        inputs.add(new String(copy, StandardCharsets.ISO_8859_1));
      }
      case ConsoleInput.Break _ -> inputs.add("<break>");
      case ConsoleInput.WindowChange size ->
          inputs.add("<" + size.columns() + "x" + size.rows() + ">");
      case ConsoleInput.Reset() -> inputs.add("<reset>");
      case ConsoleInput.Seat(boolean wanted) -> inputs.add(wanted ? "<take>" : "<give>");
    }
    return answers.to(input);
  }

  /** All keys so far. */
  public String typed() {
    return keys.toString(StandardCharsets.ISO_8859_1);
  }

  /** Each input so far, in its order. */
  public List<String> inputs() {
    return inputs;
  }

  public void print(String text) {
    sink.accept(
        new ConsoleOutput.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  public void hold(String why) {
    sink.accept(new ConsoleOutput.Held(Printable.of(why)));
  }

  public void release() {
    answers = _ -> SendResult.DONE;
    sink.accept(new ConsoleOutput.Released());
  }

  public void end(String why) {
    end(Reason.Kind.ENDED, why);
  }

  public void end(Reason.Kind kind, String why) {
    ended = true;
    sink.accept(new ConsoleOutput.Closed(Reason.of(kind, why)));
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  public boolean isPaused() {
    return paused;
  }

  public boolean isOpen() {
    return !closed && !ended;
  }

  @Override
  public boolean mayBeQueued() {
    return queued;
  }

  @Override
  public void close() {
    closed = true;
  }
}
