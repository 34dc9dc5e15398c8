package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.authz.openstack.client.Cloud;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.Where;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes each call once that the gateway will make of a cloud, and says of each whether it is
 * permitted and, if not, what to do. Changes nothing in the cloud but for a token or two, and looks
 * at one console for two seconds. Needs no gateway, and disturbs none.
 *
 * <p>One thread begins the calls and waits for them; {@link Trials} has a virtual one for each.
 */
public final class CloudCheck {
  /** All together. */
  static final Duration MOST = Duration.ofSeconds(30);

  /** Clocks that differ more make changes and the ends of tokens come too late. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final Cloud cloud;
  private final CloudConfig config;
  private final InstantSource clock;
  private final Trials trials;

  private CloudCheck(Cloud cloud, CloudConfig config, InstantSource clock, Trials trials) {
    this.cloud = cloud;
    this.config = config;
    this.clock = clock;
    this.trials = trials;
  }

  /**
   * Finds the cloud of a configuration. Blocks on the disk.
   *
   * @param file where the configuration stands
   * @throws SettingsException when there is none, or not all of it
   */
  public static CloudConfig find(Settings settings, Path file, CloudFiles clouds)
      throws SettingsException {
    var problems = new Problems();
    if (settings.openstack().isEmpty()) {
      problems.add(
          new Where(file.toString(), 0, 0), "there is no cloud; add a section 'openstack'");
    }
    var found = settings.openstack().flatMap(wanted -> clouds.read(wanted, problems));
    problems.throwIfAny();
    return found.orElseThrow();
  }

  /** As the other, for one of clouds.yaml, or the one that the environment describes. */
  public static CloudConfig find(Optional<String> name, CloudFiles clouds)
      throws SettingsException {
    var problems = new Problems();
    var found = clouds.read(name, problems);
    problems.throwIfAny();
    return found.orElseThrow();
  }

  /**
   * Checks one cloud. Blocks for half a minute at most; reads certificates, so not for a virtual
   * thread.
   *
   * @param report gets the lines: {@code ok}, {@code missing}, {@code silent} or {@code warning},
   *     and what of; never a secret
   * @return OK; CONFIGURATION when something is missing; else UNAVAILABLE when something did not
   *     answer
   * @throws IOException when the connections cannot be closed
   */
  public static ExitCode run(CloudConfig config, InstantSource clock, Consumer<String> report)
      throws IOException, InterruptedException {
    return run(config, clock, report, MOST);
  }

  static ExitCode run(
      CloudConfig config, InstantSource clock, Consumer<String> report, Duration most)
      throws IOException, InterruptedException {
    try (var trials = new Trials(report, most, config.isBound())) {
      Cloud cloud;
      try {
        cloud = new Cloud(config, clock);
      } catch (IOException mistake) {
        trials.refused(Need.TRUST, mistake);
        return trials.verdict();
      }
      try (cloud) {
        new CloudCheck(cloud, config, clock, trials).all();
      }
      return trials.verdict();
    }
  }

  private void all() throws IOException, InterruptedException {
    warnings();
    var skew = trials.begin(Need.CLOCK, this::skew);
    var signIn = trials.begin(Need.SIGN_IN, () -> cloud.identity().signIn());
    if (trials.end(signIn, scope -> "a token for " + scope).isEmpty()) {
      return; // the other calls would fail alike, and many wrong passwords lock an account
    }
    trials
        .end(skew, CloudCheck::apart)
        .flatMap(it -> it)
        .filter(it -> it.abs().compareTo(SKEW) > 0)
        .ifPresent(_ -> trials.warn("the clocks differ by more than a minute; set both by NTP"));
    var identity = new IdentityTrials(cloud, trials);
    var roles = identity.roles(identity.sample(config.isBound()));
    var entered = identity.entered(roles.projects());
    if (!entered.isEmpty()) {
      new ComputeTrials(cloud, trials).all(entered, roles.people(), config.trust().authorities());
    }
  }

  private void warnings() {
    if (config.trust().insecure()) {
      trials.warn("certificates are NOT checked; remove 'insecure' and set 'cacert'");
    }
    if (config.isBound()) {
      trials.warn(
          "an application credential serves its own project alone; for others configure a user"
              + " with a password");
    }
    for (URI address :
        List.of(config.authUrl(), config.compute().orElse(config.authUrl())).stream()
            .distinct()
            .toList()) {
      if ("http".equals(address.getScheme())) {
        trials.warn(
            "passwords and tokens go to %s in clear; use https".formatted(address.getHost()));
      }
    }
  }

  /** How much Keystone's clock is ahead of ours. */
  private Optional<Duration> skew() throws IOException {
    return cloud.time().map(theirs -> Duration.between(clock.instant(), theirs));
  }

  private static String apart(Optional<Duration> skew) {
    return skew.map(it -> "Keystone's and ours are %d s apart".formatted(it.abs().toSeconds()))
        .orElse("Keystone does not tell its own");
  }
}
