package dev.consolegw.gateway.backend;

/** Takes what a backend reads. Called by one thread at a time, the backend's reader. */
@FunctionalInterface
public interface OutputSink {

  /** Must return soon and must not block: other consoles are read by the same thread. */
  void accept(ConsoleOutput output);
}
