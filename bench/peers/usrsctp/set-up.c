/* Sets associations up and shuts them down again, in as many threads as the plan has associations. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "peer.h"

static atomic_int count;

static int ignore(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		  struct sctp_rcvinfo info, int flags, void *context)
{
	(void)socket, (void)from, (void)size, (void)info, (void)flags, (void)context;
	free(data);
	return 1;
}

void serve_set_ups(const struct plan *plan)
{
	listen_at(plan, ignore, NULL);
}

/* Reads until the association has ended. */
static void drain(struct socket *socket)
{
	char room[256];
	struct sctp_rcvinfo info;
	socklen_t info_size = sizeof info;
	unsigned type;
	int flags = 0;
	while (usrsctp_recvv(socket, room, sizeof room, NULL, NULL, &info, &info_size, &type, &flags) > 0)
		flags = 0, info_size = sizeof info;
}

static void *cycle(void *context)
{
	const struct plan *plan = context;
	for (;;) {
		struct socket *socket = connect_to(plan, NULL, NULL);
		usrsctp_shutdown(socket, SHUT_WR);
		drain(socket);
		usrsctp_close(socket);
		count++;
	}
	return NULL;
}

void run_set_ups(const struct plan *plan)
{
	for (int i = 0; i < plan->associations; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, cycle, (void *)plan))
			fail("no thread");
	}
	wait_ms(plan->warmup);
	double start = now(), cpu = cpu_seconds();
	int before = count;
	wait_ms(plan->duration);
	printf("{\"event\":\"setup\",\"seconds\":%.6f,\"count\":%d,\"cpuSeconds\":%.6f}\n", now() - start, count - before,
	       cpu_seconds() - cpu);
	fflush(stdout);
}
