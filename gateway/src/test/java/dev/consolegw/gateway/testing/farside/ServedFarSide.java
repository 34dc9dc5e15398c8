package dev.consolegw.gateway.testing.farside;

/** A far side that is a {@link OneClientServer} of ours. */
public interface ServedFarSide extends FarSide {

  OneClientServer<?> server();

  @Override
  default void awaitClient() {
    server().client();
  }

  @Override
  default void awaitNoClient() {
    server().awaitNoClient();
  }

  @Override
  default void stopReading() {
    typed().stop(true);
  }

  @Override
  default void goOnReading() {
    typed().stop(false);
  }

  @Override
  default void hangUp() {
    server().hangUp();
  }

  @Override
  default void close() {
    typed().stop(false);
    server().close();
  }
}
