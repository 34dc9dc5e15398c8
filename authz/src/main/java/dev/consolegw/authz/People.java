package dev.consolegw.authz;

import dev.consolegw.authz.name.ConsoleName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Where people and their keys are known. Asked at sign-in, from memory: it must not block. */
public interface People {

  /** Everybody whose key this is; nobody when it is a stranger's. */
  Set<Person> owners(SshKey key);

  /**
   * Whoever comes through a port that asks for nothing; by default nobody may.
   *
   * @param user as {@link Credential.OpenPort} has it
   */
  default Set<Person> behind(String user) {
    return Set.of();
  }

  /**
   * Completes when the people have been read once. Until then a key that is nobody's may still turn
   * out to be somebody's. By default they are known from the start.
   */
  default CompletableFuture<Void> ready() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Told that nobody knows a key, so that a key added a minute ago can be found for the next try.
   * Anybody can cause this, as often as they like: it returns at once and bounds what it starts.
   *
   * @param asked the name of a console that was asked for, when it is one
   */
  default void missed(SshKey key, Optional<ConsoleName> asked) {}
}
