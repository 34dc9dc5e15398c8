package dev.consolegw.gateway.mirror;

import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.history.HistoryReader;

/** Copies what consoles print to where other programs look for it. Any thread; nothing waits. */
public interface OutputMirror {
  /** Copies nothing. */
  OutputMirror NONE = (_, _) -> Copy.NONE;

  /**
   * A console is there.
   *
   * @param history of which nothing is copied that was printed before the first time
   */
  Copy begin(ConsoleEntry console, HistoryReader history);

  /** The copy of one console's output. */
  interface Copy {
    /** Nobody's. */
    Copy NONE =
        new Copy() {
          @Override
          public void more() {
            // There is no copy.
          }

          @Override
          public void know(ConsoleEntry now) {
            // There is no copy.
          }

          @Override
          public void end() {
            // There is no copy.
          }
        };

    /** The history has grown. Called where the output came. */
    void more();

    /** Its directory knows more of the console by now, such as another name. */
    void know(ConsoleEntry now);

    /** Nothing is printed any more. What is not copied yet still is, if that can be. */
    void end();
  }
}
