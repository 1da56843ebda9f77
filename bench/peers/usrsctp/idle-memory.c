/* What an idle association takes: resident pages, as there is no count of live objects in C. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "peer.h"

/* Associations that are there before the first reading, so that code and pools are not counted. */
enum { unmeasured = 100, settling = 500 };

static size_t resident_before;
static int held;

/* One more association is up. */
static void add(const struct plan *plan)
{
	held++;
	if (held == unmeasured)
		resident_before = resident_bytes();
	if (held != plan->associations)
		return;
	wait_ms(settling);
	double resident = (double)resident_bytes() - resident_before;
	printf("{\"event\":\"memory\",\"associations\":%d,\"rssPerAssociation\":%.0f}\n", held,
	       resident / (held - unmeasured));
	fflush(stdout);
}

static int watch(struct socket *socket, union sctp_sockstore from, void *data, size_t size,
		 struct sctp_rcvinfo info, int flags, void *context)
{
	(void)socket, (void)from, (void)size, (void)info;
	const union sctp_notification *notification = data;
	int is_up = data && (flags & MSG_NOTIFICATION) && notification->sn_header.sn_type == SCTP_ASSOC_CHANGE &&
		    notification->sn_assoc_change.sac_state == SCTP_COMM_UP;
	free(data);
	if (is_up)
		add(context);
	return 1;
}

void serve_idle(const struct plan *plan)
{
	listen_at(plan, watch, (void *)plan);
}

void run_idle(const struct plan *plan)
{
	for (int i = 0; i < plan->associations; i++) {
		connect_to(plan, NULL, NULL);
		add(plan);
	}
}
