/*
 * Opens an SCTP socket of the kernel, or a raw one, and prints what came of it.
 * usage: open-socket [--as UID] inet|inet6 stream|seqpacket|dgram|raw
 *   --as  as that user, without any capability
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCTP 132

struct name {
	const char *text;
	int value;
};

static const struct name families[] = { { "inet", AF_INET }, { "inet6", AF_INET6 }, { 0 } };
static const struct name types[] = {
	{ "stream", SOCK_STREAM }, { "seqpacket", SOCK_SEQPACKET }, { "dgram", SOCK_DGRAM }, { "raw", SOCK_RAW }, { 0 },
};

static void fail(const char *what)
{
	fprintf(stderr, "open-socket: %s\n", what);
	exit(2);
}

static int value_of(const struct name *names, const char *text)
{
	for (; names->text; names++)
		if (!strcmp(names->text, text))
			return names->value;
	fail(text);
	return -1;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "--as")) {
		int user = atoi(argv[2]);
		if (user <= 0 || setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user))
			fail("cannot be that user");
		argc -= 2;
		argv += 2;
	}
	if (argc != 3)
		fail("which family and type?");
	if (socket(value_of(families, argv[1]), value_of(types, argv[2]), SCTP) < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	puts("ok");
	return 0;
}
