package dev.consolegw.gateway.console;

/** Somebody is told of something until this is closed. Any thread; may be closed more than once. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
