/* One association: the client sends as fast as the stack takes messages, the server counts bytes. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "peer.h"

static atomic_ullong bytes;

/* Reports what passes in the time of the plan, from the first byte on. */
static void *measure(void *context)
{
	const struct plan *plan = context;
	while (!bytes)
		wait_ms(1);
	wait_ms(plan->warmup);
	double start = now(), cpu = cpu_seconds();
	unsigned long long before = bytes;
	wait_ms(plan->duration);
	double seconds = now() - start, used = cpu_seconds() - cpu;
	printf("{\"event\":\"throughput\",\"seconds\":%.6f,\"bytes\":%llu,\"cpuSeconds\":%.6f}\n", seconds,
	       bytes - before, used);
	fflush(stdout);
	return NULL;
}

static void start_measuring(const struct plan *plan)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, measure, (void *)plan))
		fail("no thread");
}

static int count(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		 struct sctp_rcvinfo info, int flags, void *context)
{
	(void)socket, (void)from, (void)info, (void)context;
	if (data && !(flags & MSG_NOTIFICATION))
		bytes += size;
	free(data);
	return 1;
}

void serve_throughput(const struct plan *plan)
{
	listen_at(plan, count, NULL);
	start_measuring(plan);
}

void run_throughput(const struct plan *plan)
{
	struct socket *socket = connect_to(plan, NULL, NULL);
	char *message = malloc(plan->size);
	memset(message, 'x', plan->size);
	start_measuring(plan);
	for (unsigned long i = 0;; i++) {
		if (send_message(socket, message, plan->size, i % plan->streams, plan->unordered, SCTP_FUTURE_ASSOC))
			fail("send: %s", strerror(errno));
		bytes += plan->size;
	}
}
