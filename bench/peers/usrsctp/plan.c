/* The plan of a measurement, read from arguments `key=value`. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "peer.h"

void fail(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "usrsctp-peer: ");
	vfprintf(stderr, format, arguments);
	fprintf(stderr, "\n");
	va_end(arguments);
	exit(1);
}

static const char *find(int argc, char **argv, const char *key)
{
	size_t length = strlen(key);
	for (int i = 1; i < argc; i++)
		if (!strncmp(argv[i], key, length) && argv[i][length] == '=')
			return argv[i] + length + 1;
	fail("%s= is missing", key);
}

static long number(int argc, char **argv, const char *key)
{
	char *end;
	const char *text = find(argc, argv, key);
	long value = strtol(text, &end, 10);
	if (end == text || *end)
		fail("%s=%s is no number", key, text);
	return value;
}

static void copy(char *to, size_t room, int argc, char **argv, const char *key)
{
	snprintf(to, room, "%s", find(argc, argv, key));
}

struct plan parse_plan(int argc, char **argv)
{
	struct plan plan = {
		.is_server = !strcmp(find(argc, argv, "side"), "server"),
		.is_udp = !strcmp(find(argc, argv, "transport"), "udp"),
		.unordered = !strcmp(find(argc, argv, "unordered"), "true"),
		.port = number(argc, argv, "port"),
		.server_udp_port = number(argc, argv, "serverUdpPort"),
		.client_udp_port = number(argc, argv, "clientUdpPort"),
		.size = number(argc, argv, "size"),
		.streams = number(argc, argv, "streams"),
		.associations = number(argc, argv, "associations"),
		.warmup = number(argc, argv, "warmup"),
		.duration = number(argc, argv, "duration"),
	};
	copy(plan.test, sizeof plan.test, argc, argv, "test");
	copy(plan.server_address, sizeof plan.server_address, argc, argv, "serverAddress");
	copy(plan.client_address, sizeof plan.client_address, argc, argv, "clientAddress");
	return plan;
}
