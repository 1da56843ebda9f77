/*
 * sctp-peer - a scriptable SCTP peer to test another SCTP stack against.
 *
 * One program on two stacks: the kernel's sockets (libsctp), or with -DUSRSCTP the
 * userspace library usrsctp. Same options, same output: each line is a JSON object.
 */
#ifndef SCTP_PEER_H
#define SCTP_PEER_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef USRSCTP
#include <usrsctp.h>
#define STACK "usrsctp"
typedef struct socket *sock_t;
#define NO_SOCK NULL
#else
#include <netinet/sctp.h>
#define STACK "lksctp"
typedef int sock_t;
#define NO_SOCK (-1)
/* RFC 6458's names for what the kernel's header calls otherwise. */
#define ssfe_flags ssf_flags
#define ssfe_error ssf_error
#define ssfe_length ssf_length
#define sctp_setprim sctp_prim
#endif

enum { MAX_ADDRS = 16, MAX_MESSAGE = 16 << 20, PIECE = 65536, BATCH = 32 };
#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

/* ---- stack-*.c: one socket interface over both stacks ---- */

struct message {              /* to send */
	const unsigned char *data;
	size_t n;
	struct sctp_sndinfo info;
	struct sctp_prinfo pr;
	struct sockaddr *to;      /* NULL: the primary path */
};

struct piece {                /* received: a message, a part of one, or an event */
	unsigned char *data;
	size_t n;                 /* 0: the end of the association */
	int complete, notification, has_info;
	struct sctp_rcvinfo info;
};

void stack_start(void);
void stack_finish(void);
sock_t x_socket(int family);
int x_bindx(sock_t s, struct sockaddr *list, int n, int flags);
int x_connectx(sock_t s, struct sockaddr *list, int n);
int x_listen(sock_t s, int backlog);
sock_t x_accept(sock_t s);
void x_shutdown(sock_t s);
void x_close(sock_t s);
int x_setopt(sock_t s, int name, const void *value, socklen_t n);      /* level SCTP */
int x_setsol(sock_t s, int name, const void *value, socklen_t n);      /* level SOL_SOCKET */
int x_getopt(sock_t s, int name, void *value, socklen_t *n);
int x_paddrs(sock_t s, struct sockaddr **list);
void x_freepaddrs(struct sockaddr *list);
int x_send(sock_t s, struct message *m, int n);   /* sends the first few of n, says how many; or -1 */
int x_recv(sock_t s, struct piece *p, int max);   /* waits for one at least, says how many; or -1 */
int x_abort(sock_t s, const char *reason);

/* ---- options.c ---- */

struct options {
	int server, once, port, local_port, encap_local, encap_remote;
	const char *bind, *to, *mode;
	long count, size, size_max;
	double time, interval;
	int streams, unordered, mixed, window, endless, abrupt, await_end, shutdown_after, verify, verbose, debug;
	int pr_policy;
	uint32_t pr_value;
	int ostreams, instreams, max_init, rto_initial, rto_min, rto_max, assoc_rtx, path_rtx;
	int hb, sack_delay, sack_freq, nodelay, maxseg, rcvbuf, sndbuf, scheduler, adaptation;
	int auth, asconf, reconf, pr, ecn, idata, blackhole;
};
extern struct options opt;
void parse_options(int argc, char **argv);
int mode_is(const char *mode);

/* ---- output.c ---- */

__attribute__((format(printf, 1, 2))) void print(const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
void check(int rc, const char *what);             /* prints errno when rc < 0 */
const char *text_of(const struct sockaddr *a, char *out, size_t n);
double now(void);

/* ---- traffic.c: numbered messages, the same as ../../../programs/traffic.ts ---- */

struct plan {                 /* what message number k is */
	size_t size;
	int stream, unordered;
	const unsigned char *content;
};
struct ledger;                /* what has come of them */
void traffic_start(void);
struct plan plan_of(uint32_t k);
struct ledger *new_ledger(void);
/* NULL if the message is right and was due; otherwise what is wrong with it. */
const char *enter(struct ledger *l, const unsigned char *data, size_t n, int stream, uint32_t ppid,
		  int unordered);

/* ---- association.c ---- */

struct assoc {
	int number;
	sock_t s;
	pthread_t reader;
	int up, done, shut, failed;
	uint64_t in_messages, in_bytes, out_messages, out_bytes, bad;
	double up_at, first_in, last_in;
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct ledger *ledger;
	struct assoc *next;
};
extern struct assoc *assocs;
struct assoc *new_assoc(sock_t s);
struct assoc *by_number(int n);                   /* 0: the latest */
void start_reader(struct assoc *a);
int send_messages(struct assoc *a, struct message *m, int n);
struct message message(const unsigned char *d, size_t n, int sid, uint32_t ppid, int flags);
void graceful_end(struct assoc *a);
int await(struct assoc *a, int (*met)(struct assoc *, uint64_t), uint64_t arg, double seconds);
int is_up(struct assoc *a, uint64_t unused);
int is_done(struct assoc *a, uint64_t unused);
int has_messages(struct assoc *a, uint64_t n);

/* ---- notification.c, socket.c, shell.c ---- */

void on_notification(struct assoc *a, const union sctp_notification *n, size_t len);
struct addresses {
	char packed[MAX_ADDRS * sizeof(struct sockaddr_in6)];
	int n, bytes, v6;
};
int parse_address(const char *text, int port, struct sockaddr_storage *out);
struct addresses parse_addresses(const char *list, int port);
sock_t new_socket(int v6);
int shell(void);

/* Sets an SCTP option from a variable v that the statements given declare and fill. */
#define SET(s, name, ...)                                        \
	do {                                                     \
		__VA_ARGS__;                                     \
		check(x_setopt(s, name, &v, sizeof v), #name);   \
	} while (0)

#endif
