package dev.consolegw.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.directory.ConsoleId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final GatewayEvent EVENT =
      new ConsoleEvent.Connected(new ConsoleId("file", "lab/web1", "0"));

  private final EventBus bus = new EventBus();
  private final List<String> heard = new ArrayList<>();

  @Test
  void allAreToldInTheOrderInWhichTheyCame() {
    bus.subscribe(_ -> heard.add("audit"));
    bus.subscribe(_ -> heard.add("recorder"));

    bus.publish(EVENT);

    assertThat(heard).containsExactly("audit", "recorder");
  }

  @Test
  void aSubscriptionEndsAloneAlsoWhenItsListenerHasAnother() {
    Consumer<GatewayEvent> listener = _ -> heard.add("told");
    var first = bus.subscribe(listener);
    bus.subscribe(listener);

    first.close();
    first.close();
    bus.publish(EVENT);

    assertThat(heard).containsExactly("told");
  }
}
