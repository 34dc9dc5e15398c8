package dev.consolegw.gateway.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells on the publisher's thread, without a lock or a queue. Thread-safe. */
public final class EventBus implements Events {
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /** One subscription; two of the same listener are two. */
  private static final class Subscriber {
    private final Consumer<GatewayEvent> listener;

    Subscriber(Consumer<GatewayEvent> listener) {
      this.listener = listener;
    }
  }

  @Override
  public void publish(GatewayEvent event) {
    subscribers.forEach(one -> one.listener.accept(event));
  }

  @Override
  public Subscription subscribe(Consumer<GatewayEvent> listener) {
    var one = new Subscriber(listener);
    subscribers.add(one);
    return () -> subscribers.remove(one);
  }
}
