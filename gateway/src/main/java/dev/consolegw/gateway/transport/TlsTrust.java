package dev.consolegw.gateway.transport;

import java.nio.file.Path;
import java.util.Optional;

/**
 * That TLS is spoken, and whom to trust.
 *
 * @param ca a file of PEM certificates to trust instead of the system's; read at every dial
 */
public record TlsTrust(Optional<Path> ca) {}
