package dev.consolegw.authz.openstack;

import dev.consolegw.authz.openstack.client.IdentityApi.Domain;
import dev.consolegw.authz.openstack.client.IdentityApi.Project;
import dev.consolegw.authz.openstack.client.IdentityApi.User;
import dev.consolegw.config.state.StateFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link PeopleIndex} on disk for the next start. Holds names, ids and hashes of public
 * keys, nothing secret; still only its owner may read it. A file that is damaged or another cloud's
 * is not used. Blocks on the disk: not for a virtual thread.
 */
final class PeopleIndexFile {
  private static final Logger log = LoggerFactory.getLogger(PeopleIndexFile.class);
  private static final String FORM = "console-gw people 2";
  private static final int MAX_ENTRIES = 10_000_000;

  private final Path path;
  private final String cloud;

  PeopleIndexFile(Path path, String cloud) {
    this.path = path;
    this.cloud = cloud;
  }

  /** Fills an empty census; false when there is nothing to fill it with. */
  boolean load(PeopleIndex index) {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      if (!in.readUTF().equals(FORM) || !in.readUTF().equals(cloud)) {
        return false;
      }
      var read = new PeopleIndex();
      for (int left = count(in); left > 0; left--) {
        var domain = new Domain(in.readUTF(), in.readUTF(), in.readBoolean());
        read.domains.put(domain.id(), domain);
      }
      for (int left = count(in); left > 0; left--) {
        var project = new Project(in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean());
        read.projects.put(project.id(), project);
        roles(in, read, project.id());
      }
      for (int left = count(in); left > 0; left--) {
        var user = new User(in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean());
        read.users.put(user.id(), user);
        seen(in, read, user.id());
        keys(in, read, user.id());
      }
      index.takeFrom(read);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException | RuntimeException failure) {
      log.warn("event=people-file-damaged file={} cause=\"{}\"", path, failure.toString());
      return false;
    }
  }

  private static void roles(DataInputStream in, PeopleIndex index, String project)
      throws IOException {
    var read = Instant.ofEpochMilli(in.readLong());
    Map<String, Set<String>> byUser = new HashMap<>();
    for (int left = count(in); left > 0; left--) {
      var user = in.readUTF();
      Set<String> names = new HashSet<>();
      for (int more = count(in); more > 0; more--) {
        names.add(in.readUTF().intern()); // a handful of names, thousands of times
      }
      byUser.put(user, Set.copyOf(names));
    }
    index.roles.put(project, new PeopleIndex.Roles(read, Map.copyOf(byUser)));
  }

  /** Zero for who was never here. */
  private static void seen(DataInputStream in, PeopleIndex index, String user) throws IOException {
    long seen = in.readLong();
    if (seen > 0) {
      index.seen.put(user, Instant.ofEpochMilli(seen));
    }
  }

  private static void keys(DataInputStream in, PeopleIndex index, String user) throws IOException {
    var read = Instant.ofEpochMilli(in.readLong());
    Set<KeyHash> hashes = new HashSet<>();
    for (int left = count(in); left > 0; left--) {
      hashes.add(new KeyHash(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    index.keys(user, hashes, read);
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_ENTRIES) {
      throw new IOException("no count");
    }
    return count;
  }

  /** Writes it whole, or leaves the old one; that it fails is logged. */
  void save(PeopleIndex index) {
    try {
      new StateFile(path)
          .write(fresh -> {
            var bytes = new BufferedOutputStream(Channels.newOutputStream(fresh));
            var out = new DataOutputStream(bytes);
            write(out, index);
            out.flush();
            fresh.force(true);
          });
    } catch (IOException failure) {
      log.warn("event=people-file-unwritten file={} cause=\"{}\"", path, failure.toString());
    }
  }

  private void write(DataOutputStream out, PeopleIndex index) throws IOException {
    out.writeUTF(FORM);
    out.writeUTF(cloud);
    var domains = Set.copyOf(index.domains.values());
    out.writeInt(domains.size());
    for (Domain domain : domains) {
      out.writeUTF(domain.id());
      out.writeUTF(domain.name());
      out.writeBoolean(domain.enabled());
    }
    var projects = Set.copyOf(index.projects.values());
    out.writeInt(projects.size());
    for (Project project : projects) {
      write(out, new Row(project.id(), project.name(), project.domainId(), project.enabled()));
      var roles =
          index.roles.getOrDefault(project.id(), new PeopleIndex.Roles(Instant.EPOCH, Map.of()));
      out.writeLong(roles.read().toEpochMilli());
      out.writeInt(roles.byUser().size());
      for (var entry : roles.byUser().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().size());
        for (String name : entry.getValue()) {
          out.writeUTF(name);
        }
      }
    }
    var users = Set.copyOf(index.users.values());
    out.writeInt(users.size());
    for (User user : users) {
      write(out, new Row(user.id(), user.name(), user.domainId(), user.enabled()));
      out.writeLong(index.seen.getOrDefault(user.id(), Instant.EPOCH).toEpochMilli());
      var keys = index.keys.getOrDefault(user.id(), new PeopleIndex.Keys(Instant.EPOCH, Set.of()));
      out.writeLong(keys.read().toEpochMilli());
      out.writeInt(keys.hashes().size());
      for (KeyHash hash : keys.hashes()) {
        out.writeLong(hash.a());
        out.writeLong(hash.b());
        out.writeLong(hash.c());
        out.writeLong(hash.d());
      }
    }
  }

  private record Row(String id, String name, String domain, boolean enabled) {}

  private static void write(DataOutputStream out, Row row) throws IOException {
    out.writeUTF(row.id());
    out.writeUTF(row.name());
    out.writeUTF(row.domain());
    out.writeBoolean(row.enabled());
  }
}
