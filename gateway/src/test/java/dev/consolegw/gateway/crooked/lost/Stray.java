package dev.consolegw.gateway.crooked.lost;

import dev.consolegw.gateway.crooked.Top;
import org.apache.sshd.server.SshServer;

/** Has no place, sees the root, and takes what belongs to another room. */
record Stray(Top top, SshServer server) {}
