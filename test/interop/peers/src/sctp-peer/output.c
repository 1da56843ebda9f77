/* Lines of output, errors and the clock. */
#include "sctp-peer.h"
#include <stdarg.h>
#include <time.h>

static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

void print(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	pthread_mutex_lock(&output);
	vprintf(format, ap);
	putchar('\n');
	fflush(stdout);
	pthread_mutex_unlock(&output);
	va_end(ap);
}

void fail(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fprintf(stderr, "sctp-peer: ");
	vfprintf(stderr, format, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(2);
}

void check(int rc, const char *what)
{
	if (rc < 0)
		print("{\"event\":\"error\",\"call\":\"%s\",\"errno\":%d,\"text\":\"%s\"}", what,
		      errno, strerror(errno));
}

const char *text_of(const struct sockaddr *a, char *out, size_t n)
{
	out[0] = 0;
	if (a->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)a)->sin_addr, out, n);
	else if (a->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)a)->sin6_addr, out, n);
	return out;
}

double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}
