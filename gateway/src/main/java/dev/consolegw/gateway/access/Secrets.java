package dev.consolegw.gateway.access;

import dev.consolegw.authz.Person;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Random texts that open something for whoever shows them. Only their hashes are kept, so many of
 * one person and so many of all: then the one gives way that would have ended first, of whoever has
 * most. Looking one up costs the same whether it is there or not. Any thread; the lock is held over
 * memory only.
 */
final class Secrets {
  private static final int BYTES = 32;

  private final int ofOne;
  private final int most;
  private final InstantSource ages;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Kept> all = new HashMap<>(); // by hash; guarded by lock
  private final Map<Set<Person>, Map<String, Kept>> byPerson = new HashMap<>(); // the same

  /**
   * What one opens.
   *
   * @param until when it is worth nothing any more
   * @param again whether it may be used more than once
   */
  record Kept(Pass pass, Instant until, boolean again) {}

  /**
   * @param ofOne of one person
   * @param most of all
   * @param ages a clock that no step moves
   */
  Secrets(int ofOne, int most, InstantSource ages) {
    this.ofOne = ofOne;
    this.most = most;
    this.ages = ages;
  }

  /** Makes one: 43 characters of base64url, of 256 random bits. */
  String make(Kept kept) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var hash = hash(secret);
    lock.lock();
    try {
      var person = kept.pass().identity().owners();
      var own = byPerson.getOrDefault(person, Map.of());
      if (own.size() >= ofOne) {
        drop(own);
      }
      if (all.size() >= most) {
        byPerson.values().stream().max(Comparator.comparingInt(Map::size)).ifPresent(this::drop);
      }
      all.put(hash, kept);
      byPerson.computeIfAbsent(person, _ -> new HashMap<>()).put(hash, kept);
    } finally {
      lock.unlock();
    }
    return secret;
  }

  private void drop(Map<String, Kept> of) {
    of.entrySet().stream()
        .min(Comparator.comparing(entry -> entry.getValue().until()))
        .map(Map.Entry::getKey)
        .ifPresent(this::remove);
  }

  private void remove(String hash) {
    var gone = all.remove(hash);
    if (gone != null) {
      var person = gone.pass().identity().owners();
      var own = byPerson.getOrDefault(person, new HashMap<>());
      own.remove(hash);
      if (own.isEmpty()) {
        byPerson.remove(person);
      }
    }
  }

  /** What it opens; nothing when it is none, was used up, or is too old. */
  Optional<Kept> use(String secret) {
    var hash = hash(secret);
    lock.lock();
    try {
      var found = Optional.ofNullable(all.get(hash));
      var good = found.filter(kept -> kept.until().isAfter(ages.instant()));
      if (good.isEmpty() || !good.get().again()) {
        remove(hash);
      }
      return good;
    } finally {
      lock.unlock();
    }
  }

  /** From now on it opens nothing. */
  void forget(String secret) {
    var hash = hash(secret);
    lock.lock();
    try {
      remove(hash);
    } finally {
      lock.unlock();
    }
  }

  private static String hash(String secret) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
