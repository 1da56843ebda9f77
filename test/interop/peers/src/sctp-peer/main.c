/* Servers and clients. */
#include "sctp-peer.h"
#include <poll.h>
#include <signal.h>

enum { PATIENCE = 120 }; /* seconds without which nothing is to be expected any more */

/* Message number k as the options have it. */
static struct message numbered(uint32_t k)
{
	struct plan p = plan_of(k);
	struct message m = message(p.content, p.size, p.stream, k, p.unordered ? SCTP_UNORDERED : 0);
	m.pr.pr_policy = opt.pr_policy ? opt.pr_policy : SCTP_PR_SCTP_NONE;
	m.pr.pr_value = opt.pr_value;
	return m;
}

/* Whether what --endless waits for has come. */
static int input_ended(void)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	char c;
	return poll(&p, 1, 0) > 0 && read(0, &c, 1) <= 0;
}

static void send_all(struct assoc *a)
{
	int batch = opt.size_max > PIECE ? 1 : BATCH;
	struct message m[BATCH];
	double start = now();
	uint64_t k = 0, count = opt.count ? (uint64_t)opt.count : UINT32_MAX;
	if (opt.window > 0 && opt.window < batch)
		batch = opt.window;
	while (k < count && !a->done && !(opt.time > 0 && now() - start >= opt.time) &&
	       !(opt.endless && input_ended())) {
		int n;
		for (n = 0; n < batch && k < count; n++, k++)
			m[n] = numbered(k);
		if (opt.window > 0 && k > (uint64_t)opt.window &&
		    !await(a, has_messages, k - opt.window, PATIENCE)) {
			a->failed = 1;
			break;
		}
		if (send_messages(a, m, n))
			break;
	}
}

static void ping(struct assoc *a)
{
	double least = 1e9, most = 0, sum = 0;
	long k;
	for (k = 0; k < opt.count; k++) {
		struct message m = numbered(k);
		double t = now();
		if (send_messages(a, &m, 1))
			break;
		if (!await(a, has_messages, k + 1, 30)) {
			a->failed = 1;
			break;
		}
		t = now() - t;
		least = t < least ? t : least;
		most = t > most ? t : most;
		sum += t;
	}
	print("{\"event\":\"ping\",\"assoc\":%d,\"echoes\":%ld,\"bad\":%llu,\"min_ms\":%.3f,"
	      "\"avg_ms\":%.3f,\"max_ms\":%.3f}", a->number, k, (unsigned long long)a->bad,
	      k ? least * 1e3 : 0, k ? sum / k * 1e3 : 0, most * 1e3);
}

static void *accept_all(void *arg)
{
	sock_t listener = *(sock_t *)arg;
	for (int n = 0; !opt.once || n < opt.once; n++) {
		sock_t s = x_accept(listener);
		if (s == NO_SOCK) {
			check(-1, "accept");
			return NULL;
		}
		struct assoc *a = new_assoc(s);
		if (!a->up_at)
			a->up_at = now();
		a->up = 1;
		start_reader(a);
		if (mode_is("send")) {
			send_all(a);
			graceful_end(a);
		}
	}
	return NULL;
}

static int serve(void)
{
	int v6 = !opt.bind || parse_addresses(opt.bind, 0).v6;
	sock_t s = new_socket(v6);
	if (x_listen(s, 64))
		fail("listen: %s", strerror(errno));
	print("{\"event\":\"listening\",\"stack\":\"" STACK "\",\"port\":%d,\"mode\":\"%s\"}", opt.port,
	      opt.mode);
	if (mode_is("shell")) {
		pthread_t t;
		pthread_create(&t, NULL, accept_all, &s);
		return shell();
	}
	accept_all(&s);
	int failed = 0;
	for (struct assoc *a = assocs; a; a = a->next) {
		pthread_join(a->reader, NULL);
		failed |= a->failed || a->bad;
		x_close(a->s);
	}
	x_close(s);
	return failed;
}

/* Does what the client is for; then the association may end. */
static void run_client(struct assoc *a)
{
	if (mode_is("ping")) {
		ping(a);
	} else if (mode_is("send")) {
		send_all(a);
	} else if (mode_is("pipeline")) {
		send_all(a);
		if (!await(a, has_messages, a->out_messages, PATIENCE))
			a->failed = 1;
	} else { /* discard, echo: until the peer ends it */
		await(a, is_done, 0, opt.time > 0 ? opt.time : 1e9);
	}
}

static int connect_to(void)
{
	struct addresses to = parse_addresses(opt.to, opt.port);
	sock_t s = new_socket(to.v6 || (opt.bind && parse_addresses(opt.bind, 0).v6));
	double start = now();
	if (x_connectx(s, (struct sockaddr *)to.packed, to.n) < 0) {
		check(-1, "connect");
		return 1;
	}
	struct assoc *a = new_assoc(s);
	start_reader(a);
	if (!await(a, is_up, 0, PATIENCE)) { /* usrsctp's connectx does not wait */
		print("{\"event\":\"error\",\"call\":\"connect\",\"text\":\"no association\"}");
		return 1;
	}
	print("{\"event\":\"connected\",\"stack\":\"" STACK "\",\"assoc\":%d,\"ms\":%.3f}", a->number,
	      (a->up_at - start) * 1e3);
	if (mode_is("shell")) {
		shell();
		if (!a->done)
			graceful_end(a);
		await(a, is_done, 0, 5);
		return a->failed;
	}
	run_client(a);
	if (!opt.await_end)
		graceful_end(a);
	if (!await(a, is_done, 0, PATIENCE)) {
		print("{\"event\":\"error\",\"call\":\"%s\",\"text\":\"no end within %d s\"}",
		      opt.await_end ? "await-end" : "shutdown", PATIENCE);
		return 1;
	}
	pthread_join(a->reader, NULL);
	x_close(s);
	return a->failed || a->bad;
}

int main(int argc, char **argv)
{
	parse_options(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	traffic_start();
	stack_start();
	int rc = opt.server ? serve() : connect_to();
	stack_finish();
	fflush(stdout);
	_exit(rc);
}
