/* On each association always one message is under way, there or back. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "peer.h"

/* Round-trip times that are kept at most: more do not change the percentiles. */
enum { capacity = 2000000 };

static double times[capacity];
static size_t time_count;
static char *message;
static size_t message_size;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int echo(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		struct sctp_rcvinfo info, int flags, void *context)
{
	(void)from, (void)context;
	if (data && !(flags & MSG_NOTIFICATION))
		send_message(socket, data, size, 0, 0, info.rcv_assoc_id);
	free(data);
	return 1;
}

void serve_echo(const struct plan *plan)
{
	listen_at(plan, echo, NULL);
}

/* The context of a client's socket is the time when its message was sent. */
static int take_echo(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		     struct sctp_rcvinfo info, int flags, void *context)
{
	(void)from, (void)size, (void)info;
	double *sent_at = context;
	if (data && !(flags & MSG_NOTIFICATION)) {
		double time = now();
		pthread_mutex_lock(&lock);
		if (time_count < capacity)
			times[time_count++] = time - *sent_at;
		pthread_mutex_unlock(&lock);
		*sent_at = now();
		send_message(socket, message, message_size, 0, 0, SCTP_FUTURE_ASSOC);
	}
	free(data);
	return 1;
}

static int ascending(const void *a, const void *z)
{
	double difference = *(const double *)a - *(const double *)z;
	return (difference > 0) - (difference < 0);
}

/* In ms, of times in order: the nearest rank. */
static double percentile(size_t per_thousand)
{
	size_t rank = (time_count * per_thousand + 999) / 1000;
	return time_count ? times[rank ? rank - 1 : 0] * 1e3 : 0;
}

void run_ping(const struct plan *plan)
{
	struct socket **sockets = calloc(plan->associations, sizeof *sockets);
	double *sent_at = calloc(plan->associations, sizeof *sent_at);
	message_size = plan->size;
	message = malloc(message_size);
	memset(message, 'x', message_size);
	for (int i = 0; i < plan->associations; i++)
		sockets[i] = connect_to(plan, take_echo, &sent_at[i]);
	for (int i = 0; i < plan->associations; i++) {
		sent_at[i] = now();
		send_message(sockets[i], message, message_size, 0, 0, SCTP_FUTURE_ASSOC);
	}
	wait_ms(plan->warmup);
	pthread_mutex_lock(&lock);
	time_count = 0;
	pthread_mutex_unlock(&lock);
	double start = now(), cpu = cpu_seconds();
	wait_ms(plan->duration);
	pthread_mutex_lock(&lock);
	double seconds = now() - start, used = cpu_seconds() - cpu;
	qsort(times, time_count, sizeof *times, ascending);
	printf("{\"event\":\"ping\",\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"count\":%zu,\"p50\":%.6f,\"p99\":%.6f,"
	       "\"p999\":%.6f}\n", seconds, used, time_count, percentile(500), percentile(990), percentile(999));
	fflush(stdout);
}
