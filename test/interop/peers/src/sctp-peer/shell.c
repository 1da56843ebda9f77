/* --mode shell: obeys lines of standard input. */
#include "sctp-peer.h"

static const char shell_help[] =
	"send [sid=0] [ppid=0] [size=100 | text=WORD | hex=..] [count=1] [unordered] [sackim] "
	"[ttl=MS | rtx=N | prio=N] [to=ADDR]; reset in|out|both [SID,SID..]; reset-assoc; "
	"add in=N out=N; status; primary ADDR; peer-primary ADDR; add-addr ADDR; del-addr ADDR; "
	"heartbeat ADDR; hb MS; await N (messages) [S]; await-end [S]; assoc N; shutdown; abort [REASON] (the kernel gives none); "
	"sleep MS; quit";

#ifdef USRSCTP
#define BY_PRIORITY SCTP_PR_SCTP_BUF
#else
#define BY_PRIORITY SCTP_PR_SCTP_PRIO
#endif

static size_t from_hex(const char *hex, unsigned char *d)
{
	size_t n;
	for (n = 0; hex[2 * n] && hex[2 * n + 1]; n++) {
		char byte[3] = { hex[2 * n], hex[2 * n + 1], 0 };
		d[n] = strtoul(byte, NULL, 16);
	}
	return n;
}

static void shell_send(struct assoc *a, char **words)
{
	struct message m = message(NULL, 100, 0, 0, 0);
	long count = 1;
	struct sockaddr_storage to;
	unsigned char *d = malloc(MAX_MESSAGE);
	for (size_t i = 0; i < MAX_MESSAGE; i++)
		d[i] = i * 7;
	for (; *words; words++) {
		char *w = *words, *v = strchr(w, '=');
		v = v ? v + 1 : w + strlen(w);
		if (!strncmp(w, "sid=", 4)) m.info.snd_sid = atoi(v);
		else if (!strncmp(w, "ppid=", 5)) m.info.snd_ppid = htonl(strtoul(v, NULL, 0));
		else if (!strncmp(w, "size=", 5)) m.n = atol(v);
		else if (!strncmp(w, "count=", 6)) count = atol(v);
		else if (!strncmp(w, "text=", 5)) memcpy(d, v, m.n = strlen(v));
		else if (!strncmp(w, "hex=", 4)) m.n = from_hex(v, d);
		else if (!strcmp(w, "unordered")) m.info.snd_flags |= SCTP_UNORDERED;
		else if (!strcmp(w, "sackim")) m.info.snd_flags |= SCTP_SACK_IMMEDIATELY;
		else if (!strncmp(w, "ttl=", 4)) m.pr.pr_policy = SCTP_PR_SCTP_TTL, m.pr.pr_value = atol(v);
		else if (!strncmp(w, "rtx=", 4)) m.pr.pr_policy = SCTP_PR_SCTP_RTX, m.pr.pr_value = atol(v);
		else if (!strncmp(w, "prio=", 5)) m.pr.pr_policy = BY_PRIORITY, m.pr.pr_value = atol(v);
		else if (!strncmp(w, "to=", 3) && parse_address(v, opt.port, &to)) {
			m.to = (struct sockaddr *)&to;
			m.info.snd_flags |= SCTP_ADDR_OVER;
		} else print("{\"event\":\"error\",\"call\":\"send\",\"text\":\"what is %s?\"}", w);
	}
	m.data = d;
	for (long i = 0; i < count && m.n >= 1 && m.n <= MAX_MESSAGE; i++) {
		struct message one = m;
		if (send_messages(a, &one, 1))
			break;
	}
	free(d);
}

static void shell_reset(struct assoc *a, char **words)
{
	const char *which = words[0] ? words[0] : "out";
	char room[sizeof(struct sctp_reset_streams) + 2 * 1024];
	struct sctp_reset_streams *v = (void *)room;
	char *save, *p = words[0] && words[1] ? strtok_r(words[1], ",", &save) : NULL;
	memset(room, 0, sizeof room);
	if (strcmp(which, "in"))
		v->srs_flags |= SCTP_STREAM_RESET_OUTGOING;
	if (strcmp(which, "out"))
		v->srs_flags |= SCTP_STREAM_RESET_INCOMING;
	for (; p && v->srs_number_streams < 1024; p = strtok_r(NULL, ",", &save))
		v->srs_stream_list[v->srs_number_streams++] = atoi(p);
	check(x_setopt(a->s, SCTP_RESET_STREAMS, v, sizeof *v + 2 * v->srs_number_streams),
	      "SCTP_RESET_STREAMS");
}

static void shell_add_streams(struct assoc *a, char **words)
{
	struct sctp_add_streams v;
	memset(&v, 0, sizeof v);
	for (char **p = words; *p; p++) {
		if (!strncmp(*p, "in=", 3)) v.sas_instrms = atoi(*p + 3);
		if (!strncmp(*p, "out=", 4)) v.sas_outstrms = atoi(*p + 4);
	}
	check(x_setopt(a->s, SCTP_ADD_STREAMS, &v, sizeof v), "SCTP_ADD_STREAMS");
}

/* An option that takes one peer or own address. */
static void shell_address(struct assoc *a, const char *command, const char *text)
{
	struct sockaddr_storage address;
	if (!parse_address(text ? text : "", opt.port, &address)) {
		print("{\"event\":\"error\",\"call\":\"%s\",\"text\":\"needs an address\"}", command);
	} else if (!strcmp(command, "primary")) {
		SET(a->s, SCTP_PRIMARY_ADDR, struct sctp_setprim v; memset(&v, 0, sizeof v);
		    memcpy(&v.ssp_addr, &address, sizeof address));
	} else if (!strcmp(command, "peer-primary")) {
		SET(a->s, SCTP_SET_PEER_PRIMARY_ADDR, struct sctp_setpeerprim v;
		    memset(&v, 0, sizeof v); memcpy(&v.sspp_addr, &address, sizeof address));
	} else if (!strcmp(command, "heartbeat")) {
		SET(a->s, SCTP_PEER_ADDR_PARAMS, struct sctp_paddrparams v; memset(&v, 0, sizeof v);
		    memcpy(&v.spp_address, &address, sizeof address); v.spp_flags = SPP_HB_DEMAND);
	} else {
		/* Own addresses carry no port, or the one that is bound. */
		((struct sockaddr_in *)&address)->sin_port = 0;
		int add = !strcmp(command, "add-addr");
		check(x_bindx(a->s, (struct sockaddr *)&address, 1,
			      add ? SCTP_BINDX_ADD_ADDR : SCTP_BINDX_REM_ADDR), command);
	}
}

/* One peer address as JSON; the number of characters written. */
static int path_status(struct assoc *a, sctp_assoc_t id, struct sockaddr *p, size_t size, char *out,
		       size_t room)
{
	struct sctp_paddrinfo v;
	socklen_t n = sizeof v;
	char text[INET6_ADDRSTRLEN];
	memset(&v, 0, sizeof v);
	memcpy(&v.spinfo_address, p, size);
	v.spinfo_assoc_id = id;
	if (x_getopt(a->s, SCTP_GET_PEER_ADDR_INFO, &v, &n))
		return 0;
	return snprintf(out, room, "{\"address\":\"%s\",\"state\":\"%s\",\"cwnd\":%u,\"srtt\":%u,"
			"\"rto\":%u,\"mtu\":%u},", text_of(p, text, sizeof text),
			v.spinfo_state == SCTP_ACTIVE ? "active" :
			v.spinfo_state == SCTP_INACTIVE ? "inactive" :
			v.spinfo_state == SCTP_UNCONFIRMED ? "unconfirmed" : "other",
			(unsigned)v.spinfo_cwnd, (unsigned)v.spinfo_srtt,
			(unsigned)v.spinfo_rto, (unsigned)v.spinfo_mtu);
}

static void shell_status(struct assoc *a)
{
	struct sctp_status st;
	socklen_t n = sizeof st;
	char text[INET6_ADDRSTRLEN], paths[8192] = "";
	struct sockaddr *list, *p;
	int k = 0;
	memset(&st, 0, sizeof st);
	if (x_getopt(a->s, SCTP_STATUS, &st, &n)) {
		check(-1, "SCTP_STATUS");
		return;
	}
	int count = x_paddrs(a->s, &list);
	p = list;
	for (int i = 0; i < count && k < 7800; i++) {
		size_t size = p->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
		k += path_status(a, st.sstat_assoc_id, p, size, paths + k, sizeof paths - k);
		p = (struct sockaddr *)((char *)p + size);
	}
	if (count > 0)
		x_freepaddrs(list);
	if (k > 0)
		paths[k - 1] = 0; /* the last comma */
	struct sockaddr_storage primary;
	memcpy(&primary, &st.sstat_primary.spinfo_address, sizeof primary);
	print("{\"event\":\"status\",\"assoc\":%d,\"state\":%d,\"established\":%s,\"peer_rwnd\":%u,"
	      "\"unacked\":%u,\"pending\":%u,\"in_streams\":%u,\"out_streams\":%u,"
	      "\"fragment\":%u,\"primary\":\"%s\",\"paths\":[%s]}", a->number, (int)st.sstat_state,
	      st.sstat_state == SCTP_ESTABLISHED ? "true" : "false", (unsigned)st.sstat_rwnd,
	      st.sstat_unackdata, st.sstat_penddata, st.sstat_instrms, st.sstat_outstrms,
	      (unsigned)st.sstat_fragmentation_point,
	      text_of((struct sockaddr *)&primary, text, sizeof text), paths);
}

static void shell_await(struct assoc *a, int ok)
{
	print("{\"event\":\"awaited\",\"assoc\":%d,\"ok\":%s,\"in_messages\":%llu}", a->number,
	      ok ? "true" : "false", (unsigned long long)a->in_messages);
}

static void shell_line(struct assoc *a, char **w)
{
	if (!strcmp(w[0], "send")) {
		shell_send(a, w + 1);
	} else if (!strcmp(w[0], "reset")) {
		shell_reset(a, w + 1);
	} else if (!strcmp(w[0], "reset-assoc")) {
		SET(a->s, SCTP_RESET_ASSOC, sctp_assoc_t v = 0);
	} else if (!strcmp(w[0], "add")) {
		shell_add_streams(a, w + 1);
	} else if (!strcmp(w[0], "status")) {
		shell_status(a);
	} else if (!strcmp(w[0], "primary") || !strcmp(w[0], "peer-primary") ||
		   !strcmp(w[0], "add-addr") || !strcmp(w[0], "del-addr") ||
		   !strcmp(w[0], "heartbeat")) {
		shell_address(a, w[0], w[1]);
	} else if (!strcmp(w[0], "hb")) {
		SET(a->s, SCTP_PEER_ADDR_PARAMS, struct sctp_paddrparams v; memset(&v, 0, sizeof v);
		    v.spp_hbinterval = w[1] ? atoi(w[1]) : 0;
		    v.spp_flags = v.spp_hbinterval ? SPP_HB_ENABLE : SPP_HB_DISABLE);
	} else if (!strcmp(w[0], "await")) {
		shell_await(a, await(a, has_messages, w[1] ? atol(w[1]) : 1, w[1] && w[2] ? atof(w[2]) : 10));
	} else if (!strcmp(w[0], "await-end")) {
		shell_await(a, await(a, is_done, 0, w[1] ? atof(w[1]) : 10));
	} else if (!strcmp(w[0], "shutdown")) {
		graceful_end(a);
	} else if (!strcmp(w[0], "abort")) {
		a->shut = 1;
		check(x_abort(a->s, w[1] ? w[1] : ""), "abort");
	} else {
		print("{\"event\":\"help\",\"text\":\"%s\"}", shell_help);
	}
}

int shell(void)
{
	char *line = NULL;
	size_t room = 0;
	int chosen = 0;
	while (getline(&line, &room, stdin) > 0) {
		char *w[64], *save;
		int n = 0;
		for (w[n] = strtok_r(line, " \t\r\n", &save); w[n] && n < 62; w[++n] = strtok_r(NULL, " \t\r\n", &save))
			;
		w[n] = NULL;
		if (n == 0 || w[0][0] == '#')
			continue;
		if (!strcmp(w[0], "quit"))
			break;
		if (!strcmp(w[0], "sleep")) {
			usleep(1000 * (w[1] ? atoi(w[1]) : 0));
			continue;
		}
		if (!strcmp(w[0], "assoc")) {
			chosen = w[1] ? atoi(w[1]) : 0;
			continue;
		}
		/* A server's first line waits for its first association. */
		struct assoc *a;
		for (int i = 0; !(a = by_number(chosen)) && i < 3000; i++)
			usleep(10000);
		if (!a || !await(a, is_up, 0, 30)) {
			print("{\"event\":\"error\",\"call\":\"%s\",\"text\":\"no association\"}", w[0]);
			continue;
		}
		shell_line(a, w);
	}
	free(line);
	return 0;
}
