package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Dials as a test says; a dial that nothing was said about gets a line. */
public final class ScriptedDialer implements BackendDialer {
  private final Queue<Script> scripts = new ArrayDeque<>();
  private final List<ScriptedBackend> lines = new ArrayList<>();
  private int dials;

  /** What happens while a dial is under way; may use the line, and may fail. */
  public interface Script {
    void run(ScriptedBackend line) throws DialException;
  }

  /** For the next dial that has no script yet. */
  public void next(Script script) {
    scripts.add(script);
  }

  public void fail(Reason.Kind kind, String why) {
    next(_ -> {
      throw new DialException(Reason.of(kind, why));
    });
  }

  @Override
  public Backend dial(ConsoleId id, OutputSink sink, Duration budget) throws DialException {
    dials++;
    var line = new ScriptedBackend(sink);
    var script = scripts.poll();
    if (script != null) {
      script.run(line);
    }
    lines.add(line);
    return line;
  }

  public int dials() {
    return dials;
  }

  /** The newest line. */
  public ScriptedBackend line() {
    return lines.getLast();
  }

  /** All lines that were opened. */
  public List<ScriptedBackend> lines() {
    return lines;
  }
}
