/* The host's end. */
#include "guestctl.h"

int reach(const char *host, const char *port, int within_ms)
{
	struct sockaddr_in a = address(host, port);
	int64_t until = now_ms() + within_ms;
	do {
		int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		int e = 0;
		socklen_t n = sizeof e;
		struct pollfd p = { .fd = s, .events = POLLOUT };
		if (connect(s, (struct sockaddr *)&a, sizeof a) == 0 ||
		    (errno == EINPROGRESS && poll(&p, 1, 1000) == 1 &&
		     getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &n) == 0 && e == 0)) {
			fcntl(s, F_SETFL, 0);
			return s;
		}
		close(s);
		usleep(20000);
	} while (now_ms() < until);
	return -1;
}

static volatile sig_atomic_t told_to_end;

static void end_told(int sig)
{
	if (told_to_end)
		_exit(128 + sig);
	told_to_end = sig;
}

int run(const char *host, const char *port, const char *command)
{
	int s = reach(host, port, 5000), one = 1, told = 0;
	if (s < 0) {
		fprintf(stderr, "guestctl: the guest does not answer\n");
		return 255;
	}
	/* A guest that was ended says no good-bye: it is gone 20 s later. */
	int idle = 10, every = 5, times = 2;
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	setsockopt(s, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(s, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof every);
	setsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
	if (put_frame(s, 'c', command, strlen(command)))
		return 255;
	int in = 0;
	struct sigaction sa = { .sa_handler = end_told };
	sigset_t signals, before;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	char pending[CHUNK + 5];      /* one frame that the guest has not taken yet */
	size_t have = 0, done = 0;
	for (;;) {
		char buf[CHUNK], type;
		uint32_t n;
		struct pollfd p[2] = { { .fd = s, .events = POLLIN | (have ? POLLOUT : 0) },
				       { .fd = have ? -1 : in, .events = POLLIN } };
		int k = ppoll(p, 2, NULL, &before); /* signals come in here alone */
		if (told_to_end && !told) {
			/* Amid a frame there is no other way than to hang up. */
			if (have || put_frame(s, 'k', "", 0))
				return 128 + told_to_end;
			told = 1;
		}
		if (k < 0)
			continue;
		if (p[0].revents & (POLLIN | POLLHUP | POLLERR)) {
			if (get_head(s, &type, &n)) {
				fprintf(stderr, "guestctl: the guest went away\n");
				return 255;
			}
			if (type == 'x' && n == 1)
				return read_all(s, buf, 1) ? 255 : (unsigned char)buf[0];
			while (n > 0) {
				uint32_t k = n < CHUNK ? n : CHUNK;
				if (read_all(s, buf, k) || write_all(type == 'e' ? 2 : 1, buf, k))
					return 255;
				n -= k;
			}
		}
		if (p[0].revents & POLLOUT) {
			ssize_t k = send(s, pending + done, have - done, MSG_DONTWAIT | MSG_NOSIGNAL);
			if (k > 0 && (done += k) == have)
				have = 0;
		}
		if (p[1].revents) {
			ssize_t k = read(in, pending + 5, CHUNK);
			if (k < 0)
				k = 0;
			memcpy(pending, (char[5]){ 'i', 0, 0, k >> 8, k }, 5);
			have = k + 5;
			done = 0;
			if (k == 0)
				in = -1;
		}
	}
}
