/* What both ends share, and the command line. */
#include "guestctl.h"

int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int write_all(int fd, const void *data, size_t n)
{
	const char *p = data;
	while (n > 0) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= k;
	}
	return 0;
}

int read_all(int fd, void *data, size_t n)
{
	char *p = data;
	while (n > 0) {
		ssize_t k = read(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= k;
	}
	return 0;
}

int put_frame(int fd, char type, const void *data, uint32_t n)
{
	char head[5] = { type, n >> 24, n >> 16, n >> 8, n };
	return write_all(fd, head, 5) || write_all(fd, data, n) ? -1 : 0;
}

int get_head(int fd, char *type, uint32_t *n)
{
	unsigned char head[5];
	if (read_all(fd, head, 5))
		return -1;
	*type = head[0];
	*n = (uint32_t)head[1] << 24 | head[2] << 16 | head[3] << 8 | head[4];
	return 0;
}

void enter_netns(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		fprintf(stderr, "guestctl: %s: %s\n", path, strerror(errno));
		exit(255);
	}
	close(fd);
}

struct sockaddr_in address(const char *host, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	inet_pton(AF_INET, host, &a.sin_addr);
	return a;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "serve"))
		return serve(argv[2], argv[3], argv[4]);
	if (argc == 6 && !strcmp(argv[1], "run")) {
		enter_netns(argv[2]);
		return run(argv[3], argv[4], argv[5]);
	}
	if (argc == 6 && !strcmp(argv[1], "wait")) {
		enter_netns(argv[2]);
		int s = reach(argv[3], argv[4], atoi(argv[5]) * 1000);
		return s < 0;
	}
	fprintf(stderr, "usage: guestctl serve|run|wait NETNS ADDR PORT [CMD|SECS]\n");
	return 2;
}
