/* Addresses, and sockets with the options that were asked for. */
#include "sctp-peer.h"

#ifndef SCTP_INTERLEAVING_SUPPORTED
#define SCTP_INTERLEAVING_SUPPORTED 0x00001206 /* usrsctp has it, its header does not */
#endif
#ifdef USRSCTP
#define SCHEDULER SCTP_PLUGGABLE_SS
#define INTERLEAVE 2
#else
#define SCHEDULER SCTP_STREAM_SCHEDULER
#define INTERLEAVE 1
#endif

int parse_address(const char *text, int port, struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (void *)out;
	struct sockaddr_in6 *v6 = (void *)out;
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof *v4;
	}
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return sizeof *v6;
	}
	return 0;
}

struct addresses parse_addresses(const char *list, int port)
{
	struct addresses r = { .n = 0 };
	char *copy = strdup(list), *save, *p;
	for (p = strtok_r(copy, ",", &save); p; p = strtok_r(NULL, ",", &save)) {
		struct sockaddr_storage one;
		int k = parse_address(p, port, &one);
		if (!k || r.n == MAX_ADDRS)
			fail("not an address: %s", p);
		memcpy(r.packed + r.bytes, &one, k);
		r.bytes += k;
		r.n++;
		r.v6 |= one.ss_family == AF_INET6;
	}
	free(copy);
	return r;
}

static void bind_to(sock_t s, int v6, int port)
{
	struct addresses b = parse_addresses(opt.bind ? opt.bind : v6 ? "::" : "0.0.0.0", port);
	if (x_bindx(s, (struct sockaddr *)b.packed, b.n, SCTP_BINDX_ADD_ADDR))
		fail("bind %s: %s", opt.bind ? opt.bind : "any address", strerror(errno));
}

static void subscribe(sock_t s)
{
	static const uint16_t events[] = {
		SCTP_ASSOC_CHANGE, SCTP_PEER_ADDR_CHANGE, SCTP_REMOTE_ERROR,
		SCTP_SEND_FAILED_EVENT, SCTP_SHUTDOWN_EVENT, SCTP_ADAPTATION_INDICATION,
		SCTP_PARTIAL_DELIVERY_EVENT, SCTP_STREAM_RESET_EVENT, SCTP_ASSOC_RESET_EVENT,
		SCTP_STREAM_CHANGE_EVENT,
	};
	int one = 1;
	for (size_t i = 0; i < COUNT_OF(events); i++)
		SET(s, SCTP_EVENT, struct sctp_event v; memset(&v, 0, sizeof v);
		    v.se_type = events[i]; v.se_on = 1);
	check(x_setopt(s, SCTP_RECVRCVINFO, &one, sizeof one), "SCTP_RECVRCVINFO");
}

static void supported(sock_t s, int name, int on, const char *what)
{
	struct sctp_assoc_value v = { .assoc_value = on };
	if (on >= 0)
		check(x_setopt(s, name, &v, sizeof v), what);
}

static void set_extensions(sock_t s)
{
	supported(s, SCTP_AUTH_SUPPORTED, opt.auth, "SCTP_AUTH_SUPPORTED");
	supported(s, SCTP_ASCONF_SUPPORTED, opt.asconf, "SCTP_ASCONF_SUPPORTED");
	supported(s, SCTP_RECONFIG_SUPPORTED, opt.reconf, "SCTP_RECONFIG_SUPPORTED");
	supported(s, SCTP_PR_SUPPORTED, opt.pr, "SCTP_PR_SUPPORTED");
	supported(s, SCTP_ECN_SUPPORTED, opt.ecn, "SCTP_ECN_SUPPORTED");
	if (opt.idata >= 0) {
		int level = opt.idata ? INTERLEAVE : 0;
		check(x_setopt(s, SCTP_FRAGMENT_INTERLEAVE, &level, sizeof level),
		      "SCTP_FRAGMENT_INTERLEAVE");
		supported(s, SCTP_INTERLEAVING_SUPPORTED, opt.idata, "SCTP_INTERLEAVING_SUPPORTED");
	}
	if (opt.reconf != 0) /* whom the peer may reset: where the extension is off, refused */
		SET(s, SCTP_ENABLE_STREAM_RESET, struct sctp_assoc_value v = { .assoc_value =
		    SCTP_ENABLE_RESET_STREAM_REQ | SCTP_ENABLE_RESET_ASSOC_REQ |
		    SCTP_ENABLE_CHANGE_ASSOC_REQ });
}

static void set_parameters(sock_t s)
{
	int one = 1;
	if (opt.abrupt)
		check(x_setsol(s, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger)), "SO_LINGER");
	if (opt.nodelay)
		check(x_setopt(s, SCTP_NODELAY, &one, sizeof one), "SCTP_NODELAY");
	if (opt.rcvbuf > 0)
		check(x_setsol(s, SO_RCVBUF, &opt.rcvbuf, sizeof(int)), "SO_RCVBUF");
	if (opt.sndbuf > 0)
		check(x_setsol(s, SO_SNDBUF, &opt.sndbuf, sizeof(int)), "SO_SNDBUF");
	if (opt.ostreams > 0 || opt.instreams > 0 || opt.max_init >= 0)
		SET(s, SCTP_INITMSG, struct sctp_initmsg v; memset(&v, 0, sizeof v);
		    if (opt.ostreams > 0) v.sinit_num_ostreams = opt.ostreams;
		    if (opt.instreams > 0) v.sinit_max_instreams = opt.instreams;
		    if (opt.max_init >= 0) v.sinit_max_attempts = opt.max_init);
	if (opt.rto_initial >= 0 || opt.rto_min >= 0 || opt.rto_max >= 0)
		SET(s, SCTP_RTOINFO, struct sctp_rtoinfo v; memset(&v, 0, sizeof v);
		    if (opt.rto_initial >= 0) v.srto_initial = opt.rto_initial;
		    else if (opt.rto_max >= 0 && opt.rto_max < 3000) v.srto_initial = opt.rto_max;
		    if (opt.rto_min >= 0) v.srto_min = opt.rto_min;
		    if (opt.rto_max >= 0) v.srto_max = opt.rto_max);
	if (opt.assoc_rtx >= 0)
		SET(s, SCTP_ASSOCINFO, struct sctp_assocparams v; memset(&v, 0, sizeof v);
		    v.sasoc_asocmaxrxt = opt.assoc_rtx);
	if (opt.hb >= 0 || opt.path_rtx >= 0)
		SET(s, SCTP_PEER_ADDR_PARAMS, struct sctp_paddrparams v; memset(&v, 0, sizeof v);
		    if (opt.hb > 0) v.spp_hbinterval = opt.hb;
		    if (opt.hb >= 0) v.spp_flags = opt.hb ? SPP_HB_ENABLE : SPP_HB_DISABLE;
		    if (opt.path_rtx >= 0) v.spp_pathmaxrxt = opt.path_rtx);
	if (opt.sack_delay >= 0 || opt.sack_freq >= 0)
		SET(s, SCTP_DELAYED_SACK, struct sctp_sack_info v; memset(&v, 0, sizeof v);
		    if (opt.sack_delay >= 0) v.sack_delay = opt.sack_delay;
		    if (opt.sack_freq >= 0) v.sack_freq = opt.sack_freq);
	if (opt.maxseg > 0)
		SET(s, SCTP_MAXSEG, struct sctp_assoc_value v = { .assoc_value = opt.maxseg });
	if (opt.adaptation >= 0)
		SET(s, SCTP_ADAPTATION_LAYER,
		    struct sctp_setadaptation v = { .ssb_adaptation_ind = opt.adaptation });
	if (opt.scheduler >= 0)
		SET(s, SCHEDULER, struct sctp_assoc_value v = { .assoc_value = opt.scheduler });
}

sock_t new_socket(int v6)
{
	sock_t s = x_socket(v6 ? AF_INET6 : AF_INET);
	int port = opt.server ? opt.port : opt.local_port;
	if (s == NO_SOCK)
		fail("socket: %s", strerror(errno));
	subscribe(s);
	set_parameters(s);
	set_extensions(s);
	if (opt.encap_remote > 0)
		SET(s, SCTP_REMOTE_UDP_ENCAPS_PORT, struct sctp_udpencaps v; memset(&v, 0, sizeof v);
		    v.sue_address.ss_family = v6 ? AF_INET6 : AF_INET;
		    v.sue_port = htons(opt.encap_remote));
	if (opt.bind || opt.server || port)
		bind_to(s, v6, port);
	return s;
}
