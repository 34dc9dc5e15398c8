package dev.consolegw.gateway.event;

import java.util.function.Consumer;

/** The one bus: whoever makes something happen says so here, whoever wants to know subscribes. */
public interface Events {

  /**
   * Tells all who have subscribed by now, in the order in which they came, on the calling thread,
   * before it returns. Any thread.
   */
  void publish(GatewayEvent event);

  /**
   * From now on tells somebody of everything.
   *
   * @param listener called by any thread, by several at the same time; must not block
   */
  Subscription subscribe(Consumer<GatewayEvent> listener);

  /** Ends when it is closed; an event that is on its way then may still come. Idempotent. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
