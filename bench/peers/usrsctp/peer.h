/* What the files of the usrsctp peer share: the plan, and the calls that all measurements need. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>
#include <usrsctp.h>

/* As bench/src/peers/plan.ts has it. Times in ms, sizes in bytes. */
struct plan {
	int is_server, is_udp, unordered;
	char test[16], server_address[64], client_address[64];
	int port, server_udp_port, client_udp_port;
	size_t size;
	int streams, associations, warmup, duration;
};

/* Takes what a socket receives: a whole message, a part of one, or a notification. */
typedef int receive_fn(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		       struct sctp_rcvinfo info, int flags, void *context);

/* plan.c */
struct plan parse_plan(int argc, char **argv);
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/*
 * socket.c: one-to-many for servers, one-to-one for clients. A socket with a receive function never blocks; one with NULL
 * does, in connect and send as well.
 */
struct socket *listen_at(const struct plan *plan, receive_fn *receive, void *context);
struct socket *connect_to(const struct plan *plan, receive_fn *receive, void *context);
int send_message(struct socket *socket, const void *data, size_t size, int stream, int unordered,
		 sctp_assoc_t association);

/* clock.c: seconds, and the CPU time of this process, user and system. */
double now(void);
double cpu_seconds(void);
void wait_ms(int duration);
size_t resident_bytes(void);

/* One file for each test, with both of its sides. A server returns when it listens. */
void serve_throughput(const struct plan *plan);
void run_throughput(const struct plan *plan);
void serve_echo(const struct plan *plan);
void run_ping(const struct plan *plan);
void serve_set_ups(const struct plan *plan);
void run_set_ups(const struct plan *plan);
void serve_idle(const struct plan *plan);
void run_idle(const struct plan *plan);

#endif
