/* The command line. */
#include "sctp-peer.h"

static const char help[] =
"usage: sctp-peer server [option]...\n"
"       sctp-peer client ADDR[,ADDR]... [option]...\n"
"what it does with an association:\n"
"  --mode echo       send each message back: same stream, PPID, order (server's default)\n"
"  --mode discard    read and count\n"
"  --mode send       send --count messages or for --time s, then shut down (client's default)\n"
"  --mode ping       send one, await its echo, --count times; every byte is compared\n"
"  --mode pipeline   send --count messages without waiting; every byte of the echoes is compared\n"
"  --mode shell      obey lines of standard input; `help` there lists them\n"
"  --once N          server: end after N associations (0: never; default)\n"
"  --endless         send, pipeline: go on until standard input ends\n"
"  --window N        pipeline: at most N messages on their way (0: as many as fit; default)\n"
"  --await-end       client: the peer is to shut down\n"
"  --shutdown-after N  server: shut down after N messages\n"
"addresses:\n"
"  --port P          SCTP port: the server's own, or the one to connect to (5001)\n"
"  --local-port P    client: own port (any)\n"
"  --bind A[,A]...   own addresses (all)\n"
"  --encap L[:R]     SCTP over UDP: own UDP port, and the peer's (same); a kernel\n"
"                    peer has its own port in net.sctp.udp_port and uses R alone\n"
"messages (numbered; the PPID is the number, the rest follows from it: traffic.c):\n"
"  --count N  --time S  --size BYTES[-MAX]  --streams N (used in turn)\n"
"  --unordered | --mixed (half of each stream)  --ttl MS | --rtx N (partial reliability)\n"
"  --verify          server: compare what comes; give it the client's options of messages\n"
"association (the stack's own value where not given):\n"
"  --ostreams N  --instreams N  --max-init N  --rto-initial MS  --rto-min MS  --rto-max MS\n"
"  --assoc-rtx N  --path-rtx N  --hb MS (0: none)  --sack-delay MS  --sack-freq N\n"
"  --abrupt          a socket that is closed, as on a crash, aborts\n"
"  --nodelay  --maxseg N  --rcvbuf N  --sndbuf N  --adaptation N  --scheduler N\n"
"  --auth 0|1  --asconf 0|1  --reconf 0|1  --pr 0|1  --ecn 0|1  --idata 0|1\n"
"  --blackhole N     usrsctp: 2 to answer no stray packet with ABORT\n"
"output:\n"
"  --verbose (each message)  --interval S (totals while under way)  --debug (usrsctp)\n";

struct options opt = {
	.port = 5001, .size = 100, .streams = 1, .count = -1,
	.ostreams = -1, .instreams = -1, .max_init = -1, .rto_initial = -1, .rto_min = -1,
	.rto_max = -1, .assoc_rtx = -1, .path_rtx = -1, .hb = -1, .sack_delay = -1,
	.sack_freq = -1, .maxseg = -1, .rcvbuf = -1, .sndbuf = -1, .scheduler = -1,
	.adaptation = -1, .auth = -1, .asconf = -1, .reconf = -1, .pr = -1, .ecn = -1,
	.idata = -1, .blackhole = -1,
};

struct integer_option {
	const char *name;
	int *value;
};
static const struct integer_option integers[] = {
	{ "once", &opt.once }, { "port", &opt.port }, { "local-port", &opt.local_port },
	{ "streams", &opt.streams }, { "window", &opt.window },
	{ "shutdown-after", &opt.shutdown_after }, { "ostreams", &opt.ostreams },
	{ "instreams", &opt.instreams }, { "max-init", &opt.max_init },
	{ "rto-initial", &opt.rto_initial }, { "rto-min", &opt.rto_min },
	{ "rto-max", &opt.rto_max }, { "assoc-rtx", &opt.assoc_rtx },
	{ "path-rtx", &opt.path_rtx }, { "hb", &opt.hb }, { "sack-delay", &opt.sack_delay },
	{ "sack-freq", &opt.sack_freq }, { "maxseg", &opt.maxseg }, { "rcvbuf", &opt.rcvbuf },
	{ "sndbuf", &opt.sndbuf }, { "scheduler", &opt.scheduler },
	{ "adaptation", &opt.adaptation }, { "auth", &opt.auth }, { "asconf", &opt.asconf },
	{ "reconf", &opt.reconf }, { "pr", &opt.pr }, { "ecn", &opt.ecn },
	{ "idata", &opt.idata }, { "blackhole", &opt.blackhole },
}, flags[] = {
	{ "unordered", &opt.unordered }, { "mixed", &opt.mixed }, { "endless", &opt.endless },
	{ "abrupt", &opt.abrupt },
	{ "await-end", &opt.await_end },
	{ "verify", &opt.verify }, { "verbose", &opt.verbose }, { "debug", &opt.debug },
	{ "nodelay", &opt.nodelay },
};

static int *find(const struct integer_option *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return list[i].value;
	return NULL;
}

int mode_is(const char *mode)
{
	return !strcmp(opt.mode, mode);
}

static void other_option(const char *name, const char *value)
{
	char *rest;
	if (!strcmp(name, "mode")) {
		opt.mode = value;
	} else if (!strcmp(name, "bind")) {
		opt.bind = value;
	} else if (!strcmp(name, "encap")) {
		opt.encap_local = opt.encap_remote = strtol(value, &rest, 10);
		if (*rest == ':')
			opt.encap_remote = atoi(rest + 1);
	} else if (!strcmp(name, "count")) {
		opt.count = atol(value);
	} else if (!strcmp(name, "time")) {
		opt.time = atof(value);
	} else if (!strcmp(name, "interval")) {
		opt.interval = atof(value);
	} else if (!strcmp(name, "size")) {
		opt.size = strtol(value, &rest, 10);
		if (*rest == '-')
			opt.size_max = atol(rest + 1);
	} else if (!strcmp(name, "ttl")) {
		opt.pr_policy = SCTP_PR_SCTP_TTL;
		opt.pr_value = atol(value);
	} else if (!strcmp(name, "rtx")) {
		opt.pr_policy = SCTP_PR_SCTP_RTX;
		opt.pr_value = atol(value);
	} else {
		fail("no such option: --%s", name);
	}
}

void parse_options(int argc, char **argv)
{
	int i = 2, *value;
	if (argc >= 2 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
		exit(0);
	}
	if (argc < 2 || (strcmp(argv[1], "server") && strcmp(argv[1], "client"))) {
		fputs(help, stderr);
		exit(2);
	}
	opt.server = !strcmp(argv[1], "server");
	opt.mode = opt.server ? "echo" : "send";
	if (!opt.server) {
		if (argc < 3)
			fail("client needs an address");
		opt.to = argv[i++];
	}
	for (; i < argc; i++) {
		const char *name = argv[i] + 2;
		if (strncmp(argv[i], "--", 2))
			fail("what is %s?", argv[i]);
		if ((value = find(flags, COUNT_OF(flags), name))) {
			*value = 1;
			continue;
		}
		if (++i == argc)
			fail("--%s needs a value", name);
		if ((value = find(integers, COUNT_OF(integers), name))) {
			char *rest;
			*value = strtol(argv[i], &rest, 0);
			if (*rest || rest == argv[i])
				fail("--%s %s is no number", name, argv[i]);
		} else {
			other_option(name, argv[i]);
		}
	}
	if (opt.size_max < opt.size)
		opt.size_max = opt.size;
	if (opt.size < 1 || opt.size_max > MAX_MESSAGE)
		fail("--size is 1 to %d", MAX_MESSAGE);
	if (opt.streams < 1)
		fail("--streams is 1 or more");
	if (opt.count < 0)
		opt.count = opt.time > 0 || opt.endless ? 0 : 1;
}
