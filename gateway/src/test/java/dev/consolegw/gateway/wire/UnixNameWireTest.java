package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FarSide;
import java.util.UUID;

class UnixNameWireTest extends BackendContract {

  @Override
  FarSide farSide() {
    return FakeGuest.abstractName("console-gw-test-" + UUID.randomUUID());
  }

  @Override
  ConsoleAddress deadAddress() {
    return Addresses.parse("unix:@console-gw-test-gone");
  }

  @Override
  boolean carriesSizes() {
    return false;
  }
}
