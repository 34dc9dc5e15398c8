/* A client of SSH for very many sessions in one process: see ssh_client.c. */
#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

enum { SSH_HASH = 32, SSH_PACKET = 40000 };
enum { SSH_DISCONNECT = 1, SSH_GLOBAL_REQUEST = 80, SSH_WINDOW_ADJUST = 93, SSH_DATA = 94, SSH_CHANNEL_EOF = 96, SSH_CHANNEL_CLOSE = 97 };

struct bytes {
  uint8_t at[SSH_PACKET];
  size_t n;
};

struct ssh_way {
  EVP_CIPHER_CTX *cipher; /* none before the keys are exchanged */
  uint8_t iv[12];
};

/* One connection with one session in a terminal. */
struct ssh {
  int fd;
  struct ssh_way in, out;
  uint8_t *got; /* what has come and was not taken */
  size_t n;
  uint8_t id[SSH_HASH];
  uint32_t channel, window, taken;
};

/* The line of an authorized_keys file for a person by number; the key is always the same. */
void ssh_print_key(long person);

/* Connects to the port of this machine, signs in with that person's key and opens a terminal. Blocks, for a minute at each step at most. */
void ssh_open(struct ssh *ssh, int port, const char *user, long person);

/* Reads what the system has: 1 when there was something, 0 when not, -1 at the end. */
int ssh_receive(struct ssh *ssh);

/* The next whole packet of what was read, if there is one. */
int ssh_take(struct ssh *ssh, struct bytes *payload);

/* Types: whether the window and the system took it. */
int ssh_type(struct ssh *ssh, const void *from, size_t n);

/* What is in a packet of data; makes room for more. Answers or notes other packets, which have nothing: NULL. */
const uint8_t *ssh_output(struct ssh *ssh, const struct bytes *packet, size_t *n);
