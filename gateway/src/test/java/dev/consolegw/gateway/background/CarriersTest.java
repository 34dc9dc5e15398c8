package dev.consolegw.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarriersTest {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private final String before = System.getProperty(PARALLELISM);

  @AfterEach
  void putBack() {
    if (before == null) {
      System.clearProperty(PARALLELISM);
    } else {
      System.setProperty(PARALLELISM, before);
    }
  }

  @Test
  void thereAreMoreThanBusyClientsNeedUnlessSomebodyAsksForANumber() {
    System.clearProperty(PARALLELISM);
    Carriers.useMore();
    assertThat(Integer.getInteger(PARALLELISM)).isGreaterThanOrEqualTo(Carriers.LEAST);

    System.setProperty(PARALLELISM, "3");
    Carriers.useMore();
    assertThat(Integer.getInteger(PARALLELISM)).isEqualTo(3);
  }
}
