/*
 * usrsctp-peer: one side of a measurement with usrsctp, as bench/src/peers/program.ts is one with a stack for Node. Takes
 * a plan as arguments, answers in lines of JSON, and goes on until it is ended.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "peer.h"

static const struct test {
	const char *name;
	void (*serve)(const struct plan *);
	void (*run)(const struct plan *);
} tests[] = {
	{ "throughput", serve_throughput, run_throughput },
	{ "ping", serve_echo, run_ping },
	{ "setup", serve_set_ups, run_set_ups },
	{ "memory", serve_idle, run_idle },
};

int main(int argc, char **argv)
{
	/* Threads read it until the process ends. */
	static struct plan plan;
	plan = parse_plan(argc, argv);
	int udp_port = plan.is_server ? plan.server_udp_port : plan.client_udp_port;
	usrsctp_init(plan.is_udp ? udp_port : 0, NULL, NULL);
	/* Every process sees all SCTP packets of its host: those of others are not to be aborted. */
	usrsctp_sysctl_set_sctp_blackhole(2);
	/* The others compute their checksums on loopback as well. */
	usrsctp_sysctl_set_sctp_no_csum_on_loopback(0);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		if (strcmp(plan.test, tests[i].name))
			continue;
		if (plan.is_server) {
			tests[i].serve(&plan);
			puts("{\"event\":\"listening\"}");
			fflush(stdout);
		} else {
			tests[i].run(&plan);
		}
		for (;;)
			pause();
	}
	fail("there is no test %s", plan.test);
}
