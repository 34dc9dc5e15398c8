package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudCredential;
import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.http.JdkTransport;
import dev.consolegw.authz.openstack.client.http.Tls;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One cloud, signed in to with one credential: Keystone, and Nova project by project. Tokens are
 * got when needed and renewed in time. Thread-safe; everything that asks the cloud blocks, for half
 * a minute at most, and is made for virtual threads.
 */
public final class Cloud implements Closeable {
  private volatile CloudConfig config;
  private final JdkTransport transport;
  private final Exchange exchange;
  private final Calls calls;
  private final Versions versions;
  private final SignIn signIn;
  private final Tokens tokens;
  private volatile IdentityApi identity;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Hears of each try to ask the cloud. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One try is over. Must not block.
     *
     * @param service {@code Keystone} or {@code Nova}
     * @param status of HTTP; empty without an answer
     */
    void tried(String service, Optional<Integer> status);
  }

  /**
   * Makes a client that has asked nothing yet. Reads certificates: not for a virtual thread.
   *
   * @throws IOException when they cannot be used
   */
  public Cloud(CloudConfig config, InstantSource clock) throws IOException {
    this.config = config;
    this.transport = new JdkTransport(Tls.context(config.trust()));
    this.exchange = new Exchange(transport, this::pause);
    var keystone = new Keystone(this::config, exchange, clock);
    this.signIn = new SignIn(keystone::token, clock);
    this.tokens = new Tokens(signIn, clock);
    this.calls = new Calls(this::config, tokens, exchange);
    this.versions = new Versions(calls, exchange, clock);
    this.identity = new IdentityApi(calls, scopes(config));
  }

  private CloudConfig config() {
    return config;
  }

  /**
   * Signs in with this from now on, to the same cloud: another credential, other certificates. What
   * is being asked ends as it began. Reads certificates: not for a virtual thread.
   *
   * @throws IOException when they cannot be used, or when this is another cloud; nothing has
   *     changed then
   */
  public void signInWith(CloudConfig other) throws IOException {
    if (!other.authUrl().equals(config.authUrl())) {
      throw new IOException(
          "Keystone's address cannot change while the gateway runs; restart it to use "
              + other.authUrl());
    }
    transport.trust(Tls.context(other.trust()));
    config = other;
    identity = new IdentityApi(calls, scopes(other));
    signIn.forget();
    tokens.forget();
  }

  /** The system, or else the domain, or else the project; only one of them when it was named. */
  private static List<Scope> scopes(CloudConfig config) {
    var scopes = new ArrayList<Scope>();
    boolean named = config.scope().filter(it -> !(it instanceof Scope.OfProject)).isPresent();
    if (!named && !(config.credential() instanceof CloudCredential.Application)) {
      scopes.add(new Scope.OfSystem());
      if (config.credential() instanceof CloudCredential.Password(var _, var domain, var _)) {
        domain.map(Scope.OfDomain::new).ifPresent(scopes::add);
      }
    }
    scopes.add(own(config));
    return scopes;
  }

  private static Scope own(CloudConfig config) {
    return config.credential() instanceof CloudCredential.Application
        ? new Scope.Own()
        : config.scope().orElseGet(Scope.Own::new);
  }

  /** From now on tells somebody of every try, and nobody else. */
  public void listen(Listener told) {
    exchange.listen(told);
  }

  /** Where Keystone is; tells one cloud from another. */
  public String address() {
    return config.authUrl().toString();
  }

  /** Keystone. */
  public IdentityApi identity() {
    return identity;
  }

  /**
   * Nova, in one project. A credential without a role there finds out at the first call
   * (UNAUTHORIZED).
   */
  public ComputeApi compute(String projectId) {
    return new ComputeApi(calls, versions, Scope.project(projectId));
  }

  /** The id of the project that the configuration names, or the credential is bound to. */
  public Optional<String> homeProject() throws CloudException {
    var own = own(config);
    boolean named =
        own instanceof Scope.OfProject
            || config.credential() instanceof CloudCredential.Application;
    return named ? calls.token(own).project() : Optional.empty();
  }

  /** What time it is for Keystone, to the second, if it says so. Needs no token. */
  public Optional<Instant> time() throws CloudException {
    var call = Call.get(Call.Service.KEYSTONE, new Scope.Own(), "/");
    return exchange.once(call, config.authUrl(), List.of()).date();
  }

  /** Whether Keystone gives us a token for a project. */
  public boolean enters(String projectId) throws CloudException {
    try {
      calls.token(Scope.project(projectId));
      return true;
    } catch (CloudException failure) {
      if (failure.kind() == CloudException.Kind.UNAUTHORIZED) {
        return false;
      }
      throw failure;
    }
  }

  private void pause(Duration time) throws CloudException {
    try {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw CloudException.silent("the gateway is closing");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CloudException.silent("interrupted");
    }
  }

  /** Ends what is being asked, without an answer. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    transport.close();
  }
}
