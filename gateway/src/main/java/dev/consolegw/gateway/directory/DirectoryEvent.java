package dev.consolegw.gateway.directory;

/** What a directory announces by itself. */
public sealed interface DirectoryEvent {

  /** It is new, or something about it is: a dial that failed may work now. */
  record Changed(ConsoleEntry console) implements DirectoryEvent {}

  /** It is reached by another way: a connection that is there is dialled anew. */
  record Moved(ConsoleEntry console) implements DirectoryEvent {}

  /**
   * It has left for good.
   *
   * @param why a printable sentence for those who look at it
   */
  record Gone(ConsoleId console, String why) implements DirectoryEvent {}
}
