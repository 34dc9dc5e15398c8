package dev.consolegw.gateway.testing.hop;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.FarSide;
import dev.consolegw.gateway.transport.Hop;
import java.util.List;

/** A far side that is dialled through hops. */
public record BehindHops(FarSide vm, List<Hop> way) implements FarSide {

  @Override
  public ConsoleAddress address() {
    return vm.address().through(way);
  }

  @Override
  public void awaitClient() {
    vm.awaitClient();
  }

  @Override
  public void awaitNoClient() {
    vm.awaitNoClient();
  }

  @Override
  public void print(byte[] bytes) {
    vm.print(bytes);
  }

  @Override
  public TypedBytes typed() {
    return vm.typed();
  }

  @Override
  public void stopReading() {
    vm.stopReading();
  }

  @Override
  public void goOnReading() {
    vm.goOnReading();
  }

  @Override
  public void hangUp() {
    vm.hangUp();
  }

  @Override
  public void close() {
    vm.close();
  }
}
