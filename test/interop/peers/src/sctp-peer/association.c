/* Associations: each has a thread that reads it to its end. */
#include "sctp-peer.h"
#include <time.h>

struct assoc *assocs;
static pthread_mutex_t assocs_lock = PTHREAD_MUTEX_INITIALIZER;

struct assoc *new_assoc(sock_t s)
{
	static int numbers;
	struct assoc *a = calloc(1, sizeof *a);
	a->s = s;
	if (mode_is("ping") || mode_is("pipeline") || opt.verify)
		a->ledger = new_ledger();
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->change, NULL);
	pthread_mutex_lock(&assocs_lock);
	a->number = ++numbers;
	a->next = assocs;
	assocs = a;
	pthread_mutex_unlock(&assocs_lock);
	return a;
}

struct assoc *by_number(int n)
{
	struct assoc *a;
	pthread_mutex_lock(&assocs_lock);
	for (a = assocs; a && n && a->number != n; a = a->next)
		;
	pthread_mutex_unlock(&assocs_lock);
	return a;
}

/* ---- sending, ending, waiting ---- */

int send_messages(struct assoc *a, struct message *m, int n)
{
	while (n > 0) {
		int k = x_send(a->s, m, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			check(-1, "send");
			a->failed = 1;
			return -1;
		}
		for (; k > 0; k--, n--, m++) {
			a->out_messages++;
			a->out_bytes += m->n;
		}
	}
	return 0;
}

struct message message(const unsigned char *d, size_t n, int sid, uint32_t ppid, int flags)
{
	struct message m;
	memset(&m, 0, sizeof m);
	m.data = d;
	m.n = n;
	m.info.snd_sid = sid;
	m.info.snd_ppid = htonl(ppid);
	m.info.snd_flags = flags;
	m.pr.pr_policy = SCTP_PR_SCTP_NONE;
	return m;
}

void graceful_end(struct assoc *a)
{
	if (!a->shut) {
		a->shut = 1;
		x_shutdown(a->s);
	}
}

int await(struct assoc *a, int (*met)(struct assoc *, uint64_t), uint64_t arg, double seconds)
{
	struct timespec until;
	int ok;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&a->lock);
	while (!(ok = met(a, arg)) && !a->done && !a->failed)
		if (pthread_cond_timedwait(&a->change, &a->lock, &until))
			break;
	ok = met(a, arg);
	pthread_mutex_unlock(&a->lock);
	return ok;
}
int is_up(struct assoc *a, uint64_t unused) { (void)unused; return a->up; }
int is_done(struct assoc *a, uint64_t unused) { (void)unused; return a->done; }
int has_messages(struct assoc *a, uint64_t n) { return a->in_messages >= n; }

/* ---- reading ---- */

static void print_totals(struct assoc *a, const char *event)
{
	double in = a->last_in - a->first_in, since = a->up_at ? now() - a->up_at : 0;
	print("{\"event\":\"%s\",\"assoc\":%d,\"seconds\":%.3f,\"in_messages\":%llu,"
	      "\"in_bytes\":%llu,\"in_per_s\":%.0f,\"in_MB_per_s\":%.2f,\"out_messages\":%llu,"
	      "\"out_bytes\":%llu,\"bad\":%llu,\"failed\":%s}",
	      event, a->number, since, (unsigned long long)a->in_messages,
	      (unsigned long long)a->in_bytes, in > 0 ? a->in_messages / in : 0,
	      in > 0 ? a->in_bytes / in / 1e6 : 0, (unsigned long long)a->out_messages,
	      (unsigned long long)a->out_bytes, (unsigned long long)a->bad,
	      a->failed ? "true" : "false");
}

static void print_message(struct assoc *a, const unsigned char *d, size_t n,
			  const struct sctp_rcvinfo *info)
{
	char head[2 * 64 + 1] = "";
	uint32_t fnv1a = 2166136261u;
	for (size_t i = 0; i < n && i < 64; i++)
		sprintf(head + 2 * i, "%02x", d[i]);
	for (size_t i = 0; i < n; i++)
		fnv1a = (fnv1a ^ d[i]) * 16777619u;
	print("{\"event\":\"message\",\"assoc\":%d,\"size\":%zu,\"sid\":%u,\"ssn\":%u,"
	      "\"ppid\":%u,\"unordered\":%s,\"tsn\":%u,\"fnv1a\":\"%08x\",\"head\":\"%s\"}",
	      a->number, n, info->rcv_sid, info->rcv_ssn, ntohl(info->rcv_ppid),
	      info->rcv_flags & SCTP_UNORDERED ? "true" : "false", (unsigned)info->rcv_tsn,
	      fnv1a, head);
}

static void on_message(struct assoc *a, const unsigned char *d, size_t n,
		       const struct sctp_rcvinfo *info)
{
	if (opt.verbose || mode_is("shell"))
		print_message(a, d, n, info);
	if (a->ledger) {
		uint32_t ppid = ntohl(info->rcv_ppid);
		const char *wrong = enter(a->ledger, d, n, info->rcv_sid, ppid,
					  info->rcv_flags & SCTP_UNORDERED);
		if (wrong && a->bad++ < 10)
			print("{\"event\":\"bad\",\"assoc\":%d,\"number\":%u,\"sid\":%u,\"size\":%zu,"
			      "\"text\":\"%s\"}", a->number, ppid, info->rcv_sid, n, wrong);
	}
	a->last_in = now();
	if (!a->first_in)
		a->first_in = a->last_in;
	pthread_mutex_lock(&a->lock);
	a->in_messages++;
	a->in_bytes += n;
	pthread_cond_broadcast(&a->change);
	pthread_mutex_unlock(&a->lock);
}

/* A message whose pieces come one by one. */
struct whole {
	unsigned char *data;
	size_t have;
	struct sctp_rcvinfo info;
};

/* Adds a piece; once the message is complete, points to it and says 1. */
static int assemble(struct whole *w, struct piece *p, unsigned char **data, size_t *size)
{
	if (p->has_info)
		w->info = p->info;
	*data = p->data;
	*size = p->n;
	if (!w->have && p->complete)
		return 1;
	if (!w->data)
		w->data = malloc(MAX_MESSAGE + PIECE);
	if (w->have > MAX_MESSAGE)
		fail("a message of more than %d bytes", MAX_MESSAGE);
	memcpy(w->data + w->have, p->data, p->n);
	w->have += p->n;
	*data = w->data;
	*size = w->have;
	return p->complete;
}

static void notify(struct assoc *a, const struct piece *p)
{
	union sctp_notification *copy = calloc(1, sizeof *copy + p->n); /* aligned, and long enough */
	memcpy(copy, p->data, p->n);
	on_notification(a, copy, p->n);
	free(copy);
}

/* Handles n pieces; 0 at the end of the association. */
static int on_pieces(struct assoc *a, struct whole *w, struct piece *p, int n)
{
	struct message echoes[BATCH];
	int out = 0, end = 0;
	for (int i = 0; i < n && !end; i++) {
		unsigned char *d;
		size_t size;
		if (p[i].n == 0) {
			end = 1;
		} else if (p[i].notification) {
			notify(a, &p[i]);
		} else if (assemble(w, &p[i], &d, &size)) {
			on_message(a, d, size, &w->info);
			if (mode_is("echo"))
				echoes[out++] = message(d, size, w->info.rcv_sid, ntohl(w->info.rcv_ppid),
							w->info.rcv_flags & SCTP_UNORDERED);
			if (w->have) { /* echo it before its buffer takes the next one */
				send_messages(a, echoes, out);
				out = 0;
			}
			w->have = 0;
		}
	}
	send_messages(a, echoes, out);
	return !end;
}

static void *reader(void *arg)
{
	struct assoc *a = arg;
	struct piece p[BATCH];
	struct whole w = { .data = NULL };
	double next = opt.interval > 0 ? now() + opt.interval : 0;
	for (;;) {
		int n = x_recv(a->s, p, BATCH);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENOTCONN && a->up)
			break; /* the kernel's other way to tell the end */
		if (n < 0) {
			check(-1, "recv");
			a->failed = 1;
			break;
		}
		if (!on_pieces(a, &w, p, n))
			break;
		if (opt.shutdown_after && a->in_messages >= (uint64_t)opt.shutdown_after)
			graceful_end(a);
		if (next && now() >= next) {
			print_totals(a, "totals");
			next += opt.interval;
		}
	}
	if (a->in_messages < (uint64_t)opt.shutdown_after)
		a->failed = 1;
	pthread_mutex_lock(&a->lock);
	a->done = 1;
	pthread_cond_broadcast(&a->change);
	pthread_mutex_unlock(&a->lock);
	print_totals(a, "end");
	free(w.data);
	return NULL;
}

void start_reader(struct assoc *a)
{
	pthread_create(&a->reader, NULL, reader, a);
}
