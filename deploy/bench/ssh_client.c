/*
 * What a client of SSH needs to have a terminal on a console, and no more: RFC 4251 to 4254, by
 * curve25519-sha256 (RFC 8731), ssh-ed25519 (RFC 8709) and aes128-gcm (RFC 5647, as OpenSSH names it).
 * It believes any host key and exchanges keys once. Whatever should not be ends the process.
 */
#include "ssh_client.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { KEY = 32, TAG = 16, BUFFER = 65536, WINDOW = 2 << 20, PATIENCE_S = 60 };
enum { SERVICE_REQUEST = 5, SERVICE_ACCEPT = 6, KEXINIT = 20, NEWKEYS = 21, ECDH_INIT = 30, ECDH_REPLY = 31 };
enum { USERAUTH_REQUEST = 50, USERAUTH_FAILURE = 51, USERAUTH_SUCCESS = 52, REQUEST_FAILURE = 82, CHANNEL_OPEN = 90 };
enum { CHANNEL_OPENED = 91, CHANNEL_NOT_OPENED = 92, CHANNEL_REQUEST = 98, CHANNEL_SUCCESS = 99, CHANNEL_FAILURE = 100 };
static const char KEXES[] = "curve25519-sha256", HOST_KEYS[] = "ssh-ed25519", CIPHERS[] = "aes128-gcm@openssh.com";
static const char VERSION[] = "SSH-2.0-load_clients";

/* --- what packets are made of: RFC 4251, section 5 --- */

static void put(struct bytes *to, const void *from, size_t n) {
  if (to->n + n > sizeof to->at) errx(1, "a packet is too long");
  memcpy(to->at + to->n, from, n);
  to->n += n;
}

static void put_byte(struct bytes *to, int byte) {
  put(to, &(uint8_t){byte}, 1);
}

static void put_u32(struct bytes *to, uint32_t value) {
  put(to, &(uint32_t){htonl(value)}, 4);
}

static void put_string(struct bytes *to, const void *from, size_t n) {
  put_u32(to, n);
  put(to, from, n);
}

static void put_text(struct bytes *to, const char *text) {
  put_string(to, text, strlen(text));
}

/* An integer without a sign: no zeros before it but the one that keeps it positive. */
static void put_mpint(struct bytes *to, const uint8_t *from, size_t n) {
  while (n && !*from) from++, n--;
  int high = n && *from & 0x80;
  put_u32(to, n + high);
  if (high) put_byte(to, 0);
  put(to, from, n);
}

static uint32_t u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

/* The string at `*offset` of a packet, and behind it. */
static const uint8_t *string(const struct bytes *packet, size_t *offset, uint32_t *n) {
  if (*offset + 4 > packet->n) errx(1, "a packet ends early");
  *n = u32(packet->at + *offset);
  const uint8_t *at = packet->at + *offset + 4;
  *offset += 4 + (size_t)*n;
  if (*offset > packet->n) errx(1, "a packet ends early");
  return at;
}

/* --- packets: RFC 4253, section 6, and RFC 5647 --- */

static void step(uint8_t *iv) {
  for (int i = 11; i >= 4 && ++iv[i] == 0; i--) {}
}

/* Whether the system took all of it. */
static int send_packet(struct ssh *ssh, const struct bytes *payload) {
  uint8_t packet[SSH_PACKET + 64];
  struct ssh_way *way = &ssh->out;
  size_t block = way->cipher ? 16 : 8, before = way->cipher ? 1 : 5;
  size_t padding = block - (payload->n + before) % block;
  if (padding < 4) padding += block;
  size_t n = 4 + 1 + payload->n + padding;
  *(uint32_t *)packet = htonl(n - 4);
  packet[4] = padding;
  memcpy(packet + 5, payload->at, payload->n);
  memset(packet + 5 + payload->n, 0, padding);
  if (way->cipher) {
    int made;
    EVP_EncryptInit_ex(way->cipher, NULL, NULL, NULL, way->iv);
    EVP_EncryptUpdate(way->cipher, NULL, &made, packet, 4);
    EVP_EncryptUpdate(way->cipher, packet + 4, &made, packet + 4, n - 4);
    EVP_EncryptFinal_ex(way->cipher, packet + n, &made);
    EVP_CIPHER_CTX_ctrl(way->cipher, EVP_CTRL_GCM_GET_TAG, TAG, packet + n);
    step(way->iv);
    n += TAG;
  }
  return send(ssh->fd, packet, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* The payload of the first packet that has come, if all of it has. */
int ssh_take(struct ssh *ssh, struct bytes *payload) {
  struct ssh_way *way = &ssh->in;
  size_t tag = way->cipher ? TAG : 0;
  if (ssh->n < 4) return 0;
  size_t n = u32(ssh->got);
  if (n > SSH_PACKET) errx(1, "a packet of %zu bytes", n);
  if (ssh->n < 4 + n + tag) return 0;
  uint8_t *body = ssh->got + 4;
  if (way->cipher) {
    int made;
    EVP_DecryptInit_ex(way->cipher, NULL, NULL, NULL, way->iv);
    EVP_CIPHER_CTX_ctrl(way->cipher, EVP_CTRL_GCM_SET_TAG, TAG, body + n);
    EVP_DecryptUpdate(way->cipher, NULL, &made, ssh->got, 4);
    EVP_DecryptUpdate(way->cipher, body, &made, body, n);
    if (EVP_DecryptFinal_ex(way->cipher, body + n, &made) != 1) errx(1, "a packet was changed on its way");
    step(way->iv);
  }
  if (n < 2 || body[0] + (size_t)2 > n) errx(1, "an empty packet");
  payload->n = 0;
  put(payload, body + 1, n - 1 - body[0]);
  ssh->n -= 4 + n + tag;
  memmove(ssh->got, body + n + tag, ssh->n);
  return 1;
}

/* Whether more has come; the descriptor may block. */
int ssh_receive(struct ssh *ssh) {
  if (!ssh->got && !(ssh->got = malloc(BUFFER))) err(1, "malloc");
  ssize_t n = recv(ssh->fd, ssh->got + ssh->n, BUFFER - ssh->n, 0);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n <= 0) return -1;
  ssh->n += n;
  return 1;
}

/* The next packet of a kind; others are passed over, as they may come at any time. Blocks. */
static void await(struct ssh *ssh, int kind, struct bytes *payload) {
  for (;;) {
    while (!ssh_take(ssh, payload)) {
      if (ssh_receive(ssh) <= 0) errx(1, "the gateway said nothing, or closed, before packet %d", kind);
    }
    int got = payload->at[0];
    if (got == kind) return;
    if (got == SSH_DISCONNECT || got == USERAUTH_FAILURE || got == CHANNEL_NOT_OPENED || got == CHANNEL_FAILURE)
      errx(1, "the gateway refused, with packet %d: %.*s", got, (int)payload->n - 9, payload->at + 9);
  }
}

static void request(struct ssh *ssh, const struct bytes *payload) {
  if (!send_packet(ssh, payload)) err(1, "the gateway takes nothing");
}

/* --- keys: RFC 8731 and RFC 4253, sections 7 and 8 --- */

static void digest(const struct bytes *of, uint8_t *into) {
  if (EVP_Digest(of->at, of->n, into, NULL, EVP_sha256(), NULL) != 1) errx(1, "no SHA-256");
}

static EVP_PKEY *person_key(long person) {
  struct bytes seed = {.n = 0};
  uint8_t private[KEY];
  put_text(&seed, "load_clients");
  put_u32(&seed, person);
  digest(&seed, private);
  return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private, sizeof private);
}

static void public_blob(EVP_PKEY *key, struct bytes *blob) {
  uint8_t public[KEY];
  size_t n = sizeof public;
  EVP_PKEY_get_raw_public_key(key, public, &n);
  blob->n = 0;
  put_text(blob, HOST_KEYS);
  put_string(blob, public, n);
}

static void derive(struct ssh_way *way, int decrypt, const struct bytes *secret, const uint8_t *hash, const char *letters) {
  uint8_t made[2][SSH_HASH];
  for (int i = 0; i < 2; i++) {
    struct bytes from = {.n = 0};
    put(&from, secret->at, secret->n);
    put(&from, hash, SSH_HASH);
    put_byte(&from, letters[i]);
    put(&from, hash, SSH_HASH);
    digest(&from, made[i]);
  }
  memcpy(way->iv, made[0], sizeof way->iv);
  way->cipher = EVP_CIPHER_CTX_new();
  EVP_CipherInit_ex(way->cipher, EVP_aes_128_gcm(), NULL, made[1], NULL, !decrypt);
}

static void our_kexinit(struct bytes *kexinit) {
  uint8_t cookie[16] = {0};
  put_byte(kexinit, KEXINIT);
  put(kexinit, cookie, sizeof cookie);
  const char *lists[] = {KEXES, HOST_KEYS, CIPHERS, CIPHERS, "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", ""};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) put_text(kexinit, lists[i]);
  put_byte(kexinit, 0);
  put_u32(kexinit, 0);
}

/* The line of the other side. */
static void versions(struct ssh *ssh, char *theirs) {
  char line[64];
  int n = snprintf(line, sizeof line, "%s\r\n", VERSION);
  if (send(ssh->fd, line, n, MSG_NOSIGNAL) != n) err(1, "the gateway takes nothing");
  uint8_t *end;
  while (ssh_receive(ssh), !(end = ssh->n ? memchr(ssh->got, '\n', ssh->n) : NULL)) {
    if (ssh->n == 0) errx(1, "the gateway closed at once");
  }
  size_t length = end - ssh->got;
  snprintf(theirs, 256, "%.*s", (int)(length - 1), ssh->got);
  ssh->n -= length + 1;
  memmove(ssh->got, end + 1, ssh->n);
}

static void exchange_keys(struct ssh *ssh) {
  char theirs[256];
  struct bytes packet, ours = {.n = 0}, hashed = {.n = 0}, secret = {.n = 0};
  versions(ssh, theirs);
  our_kexinit(&ours);
  request(ssh, &ours);
  await(ssh, KEXINIT, &packet);
  put_text(&hashed, VERSION);
  put_text(&hashed, theirs);
  put_string(&hashed, ours.at, ours.n);
  put_string(&hashed, packet.at, packet.n);

  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
  uint8_t public[KEY], shared[KEY];
  size_t n = sizeof public;
  EVP_PKEY_get_raw_public_key(key, public, &n);
  struct bytes init = {.n = 0};
  put_byte(&init, ECDH_INIT);
  put_string(&init, public, n);
  request(ssh, &init);
  await(ssh, ECDH_REPLY, &packet);
  size_t offset = 1;
  uint32_t host_n, point_n;
  const uint8_t *host = string(&packet, &offset, &host_n), *point = string(&packet, &offset, &point_n);
  put_string(&hashed, host, host_n);
  put_string(&hashed, public, n);
  put_string(&hashed, point, point_n);
  EVP_PKEY *other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, point, point_n);
  EVP_PKEY_CTX *meeting = EVP_PKEY_CTX_new(key, NULL);
  if (EVP_PKEY_derive_init(meeting) != 1 || EVP_PKEY_derive_set_peer(meeting, other) != 1 || EVP_PKEY_derive(meeting, shared, &n) != 1)
    errx(1, "no secret was agreed on");
  put_mpint(&secret, shared, n);
  put(&hashed, secret.at, secret.n);
  digest(&hashed, ssh->id);
  EVP_PKEY_CTX_free(meeting);
  EVP_PKEY_free(other);
  EVP_PKEY_free(key);

  request(ssh, &(struct bytes){.at = {NEWKEYS}, .n = 1});
  await(ssh, NEWKEYS, &packet);
  derive(&ssh->out, 0, &secret, ssh->id, "AC");
  derive(&ssh->in, 1, &secret, ssh->id, "BD");
}

/* --- signing in, and a session: RFC 4252, section 7, and RFC 4254, section 6 --- */

void ssh_print_key(long person) {
  struct bytes blob;
  uint8_t text[256];
  EVP_PKEY *key = person_key(person);
  public_blob(key, &blob);
  EVP_EncodeBlock(text, blob.at, blob.n);
  printf("%s %s person-%ld\n", HOST_KEYS, text, person);
  EVP_PKEY_free(key);
}

static void sign_in(struct ssh *ssh, const char *user, long person) {
  struct bytes packet = {.n = 0}, asked = {.n = 0}, signed_one = {.n = 0}, blob, signature = {.n = 0};
  put_byte(&packet, SERVICE_REQUEST);
  put_text(&packet, "ssh-userauth");
  request(ssh, &packet);
  await(ssh, SERVICE_ACCEPT, &packet);
  EVP_PKEY *key = person_key(person);
  public_blob(key, &blob);
  put_byte(&asked, USERAUTH_REQUEST);
  put_text(&asked, user);
  put_text(&asked, "ssh-connection");
  put_text(&asked, "publickey");
  put_byte(&asked, 1);
  put_text(&asked, HOST_KEYS);
  put_string(&asked, blob.at, blob.n);
  put_string(&signed_one, ssh->id, SSH_HASH);
  put(&signed_one, asked.at, asked.n);
  uint8_t made[2 * KEY];
  size_t n = sizeof made;
  EVP_MD_CTX *signing = EVP_MD_CTX_new();
  if (EVP_DigestSignInit(signing, NULL, NULL, NULL, key) != 1 || EVP_DigestSign(signing, made, &n, signed_one.at, signed_one.n) != 1)
    errx(1, "cannot sign");
  EVP_MD_CTX_free(signing);
  EVP_PKEY_free(key);
  put_text(&signature, HOST_KEYS);
  put_string(&signature, made, n);
  put_string(&asked, signature.at, signature.n);
  request(ssh, &asked);
  await(ssh, USERAUTH_SUCCESS, &packet);
}

static void ask_channel(struct ssh *ssh, const char *what, struct bytes *packet) {
  packet->n = 0;
  put_byte(packet, CHANNEL_REQUEST);
  put_u32(packet, ssh->channel);
  put_text(packet, what);
  put_byte(packet, 1);
}

static void open_terminal(struct ssh *ssh) {
  struct bytes packet = {.n = 0};
  put_byte(&packet, CHANNEL_OPEN);
  put_text(&packet, "session");
  put_u32(&packet, 0);
  put_u32(&packet, WINDOW);
  put_u32(&packet, 32768);
  request(ssh, &packet);
  await(ssh, CHANNEL_OPENED, &packet);
  if (packet.n < 17) errx(1, "a packet ends early");
  ssh->channel = u32(packet.at + 5);
  ssh->window = u32(packet.at + 9);
  ask_channel(ssh, "pty-req", &packet);
  put_text(&packet, "xterm");
  for (int i = 0; i < 4; i++) put_u32(&packet, (uint32_t[]){80, 24, 0, 0}[i]);
  put_string(&packet, "", 1);
  request(ssh, &packet);
  await(ssh, CHANNEL_SUCCESS, &packet);
  ask_channel(ssh, "shell", &packet);
  request(ssh, &packet);
  await(ssh, CHANNEL_SUCCESS, &packet);
}

void ssh_open(struct ssh *ssh, int port, const char *user, long person) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval patience = {.tv_sec = PATIENCE_S};
  *ssh = (struct ssh){.fd = socket(AF_INET, SOCK_STREAM, 0)};
  setsockopt(ssh->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  setsockopt(ssh->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(ssh->fd, (struct sockaddr *)&at, sizeof at)) err(1, "cannot connect");
  exchange_keys(ssh);
  sign_in(ssh, user, person);
  open_terminal(ssh);
}

int ssh_type(struct ssh *ssh, const void *from, size_t n) {
  struct bytes packet;
  if (ssh->window < n) return 0;
  packet.n = 0;
  put_byte(&packet, SSH_DATA);
  put_u32(&packet, ssh->channel);
  put_string(&packet, from, n);
  ssh->window -= n;
  return send_packet(ssh, &packet);
}

static void make_room(struct ssh *ssh) {
  struct bytes packet = {.n = 0};
  put_byte(&packet, SSH_WINDOW_ADJUST);
  put_u32(&packet, ssh->channel);
  put_u32(&packet, ssh->taken);
  ssh->taken = 0;
  request(ssh, &packet);
}

static void refuse(struct ssh *ssh, const struct bytes *packet) {
  size_t offset = 1;
  uint32_t n;
  string(packet, &offset, &n);
  if (offset < packet->n && packet->at[offset]) request(ssh, &(struct bytes){.at = {REQUEST_FAILURE}, .n = 1});
}

const uint8_t *ssh_output(struct ssh *ssh, const struct bytes *packet, size_t *n) {
  if (packet->at[0] == SSH_GLOBAL_REQUEST) refuse(ssh, packet);
  if (packet->at[0] == SSH_WINDOW_ADJUST) ssh->window += u32(packet->at + 5);
  if (packet->at[0] != SSH_DATA) return NULL;
  size_t offset = 5;
  uint32_t length;
  const uint8_t *output = string(packet, &offset, &length);
  ssh->taken += *n = length;
  if (ssh->taken > WINDOW / 2) make_room(ssh);
  return output;
}
