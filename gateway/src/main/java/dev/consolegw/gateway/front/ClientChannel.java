package dev.consolegw.gateway.front;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One channel of a client that has signed in, whatever carries it. Its front hands it to {@link
 * SessionRouter#receive} once the client waits to be served. Any thread; nothing here blocks.
 */
public interface ClientChannel {

  /** Who asks, and how: the identity is that of the connection. The same at each call. */
  Caller caller();

  /** What the client wants. */
  Request request();

  ChannelWriter out();

  /**
   * From now on the channel is this; what came before is handed over first. Of sizes the newest, of
   * room that there may be some: nobody was there to be told.
   */
  void begin(ChannelHandler handler);

  /** What comes from now on is for whatever begins next. The client's window bounds it. */
  void holdForNext();

  /** The client may send so many bytes again. */
  void taken(int bytes);

  /** For how long the client has answered nothing, keepalives included. */
  Duration silentFor();

  /** The console is connected, and what it prints follows. */
  default void begun() {}

  /** As {@link dev.consolegw.gateway.console.ViewerSink#place}. */
  default void place(long offset, long live) throws IOException {}

  /** As {@link dev.consolegw.gateway.console.ViewerSink#countsBytes}. The same at each call. */
  default boolean countsBytes() {
    return false;
  }

  /** Whether the console has a connection has changed. */
  default void connected(boolean now) {}

  /**
   * Whether its client has words of its own for why a session ends: then {@link #end} says it, and
   * no line beside the output does.
   */
  default boolean explains(SessionEnd why) {
    return false;
  }

  /** Tells the exit status, once, which needs no room; {@link #end} follows. */
  void say(int status);

  /** Ends the output, and closes. */
  void end(int status);

  /**
   * Ends the channel: exit status, end of output, close. In this order, for a client may close the
   * channel as soon as it sees the end of output, and would then never hear the status.
   */
  default void exit(int status) {
    say(status);
    end(status);
  }

  /** Tells, in the place of a status and once, which signal has ended the command, without SIG. */
  void sayKilled(String signal);

  /** The same as {@link #exit(int)}, whichever way it has ended. */
  default void exit(ExecStreams.End how) {
    switch (how) {
      case ExecStreams.End.Status(int status) -> exit(status);
      case ExecStreams.End.Signal(var name) -> {
        sayKilled(name);
        end(0);
      }
    }
  }

  /** Closes without a word: the client is gone. */
  void abort();

  /** Done when the channel is closed, for whatever reason. */
  CompletionStage<Void> closed();
}
