package dev.consolegw.authz.openstack.account;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cloud, and how we sign in to it. Its secrets do not show as text.
 *
 * @param authUrl Keystone, ending in {@code /v3}
 * @param scope what the configuration itself asks for, if anything
 * @param region of the services; without it the first that is offered
 * @param face {@code public}, {@code internal} or {@code admin}
 * @param compute Nova, when the catalog is not to be believed
 */
public record CloudConfig(
    URI authUrl,
    CloudCredential credential,
    Optional<Scope> scope,
    Optional<String> region,
    String face,
    Optional<URI> compute,
    Trust trust) {

  /**
   * Whom we believe to be the cloud.
   *
   * @param authorities certificates in PEM, instead of the system's
   * @param insecure anybody
   */
  public record Trust(Optional<Path> authorities, boolean insecure) {}

  /** Whether the credential is bound to one project, as application credentials are. */
  public boolean isBound() {
    return credential instanceof CloudCredential.Application;
  }

  /** The same in another region, over another kind of endpoint, where those are given. */
  public CloudConfig with(Optional<String> otherRegion, Optional<String> otherFace) {
    return new CloudConfig(
        authUrl,
        credential,
        scope,
        otherRegion.or(() -> region),
        otherFace.orElse(face),
        compute,
        trust);
  }
}
