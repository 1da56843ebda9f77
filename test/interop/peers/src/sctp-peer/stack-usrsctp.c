/* The socket interface on usrsctp. */
#ifdef USRSCTP
#include "sctp-peer.h"
#include <stdarg.h>

static void debug_print(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
}

void stack_start(void)
{
	usrsctp_init(opt.encap_local, NULL, opt.debug ? debug_print : NULL);
	if (opt.blackhole >= 0)
		usrsctp_sysctl_set_sctp_blackhole(opt.blackhole);
	usrsctp_sysctl_set_sctp_no_csum_on_loopback(0);
#ifdef SCTP_DEBUG
	if (opt.debug)
		usrsctp_sysctl_set_sctp_debug_on(SCTP_DEBUG_ALL);
#endif
}

void stack_finish(void)
{
	for (int i = 0; i < 50 && usrsctp_finish() != 0; i++)
		usleep(20000);
}

sock_t x_socket(int family)
{
	return usrsctp_socket(family, SOCK_STREAM, IPPROTO_SCTP, NULL, NULL, 0, NULL);
}
int x_bindx(sock_t s, struct sockaddr *list, int n, int flags) { return usrsctp_bindx(s, list, n, flags); }
int x_connectx(sock_t s, struct sockaddr *list, int n) { return usrsctp_connectx(s, list, n, NULL); }
int x_listen(sock_t s, int backlog) { return usrsctp_listen(s, backlog); }
sock_t x_accept(sock_t s) { return usrsctp_accept(s, NULL, NULL); }
void x_shutdown(sock_t s) { usrsctp_shutdown(s, SHUT_WR); }
void x_close(sock_t s) { usrsctp_close(s); }
int x_setopt(sock_t s, int name, const void *value, socklen_t n)
{
	return usrsctp_setsockopt(s, IPPROTO_SCTP, name, value, n);
}
int x_setsol(sock_t s, int name, const void *value, socklen_t n)
{
	return usrsctp_setsockopt(s, SOL_SOCKET, name, value, n);
}
int x_getopt(sock_t s, int name, void *value, socklen_t *n)
{
	return usrsctp_getsockopt(s, IPPROTO_SCTP, name, value, n);
}
int x_paddrs(sock_t s, struct sockaddr **list) { return usrsctp_getpaddrs(s, 0, list); }
void x_freepaddrs(struct sockaddr *list) { usrsctp_freepaddrs(list); }

int x_send(sock_t s, struct message *m, int n)
{
	struct sctp_sendv_spa spa;
	(void)n;
	memset(&spa, 0, sizeof spa);
	spa.sendv_flags = SCTP_SEND_SNDINFO_VALID;
	spa.sendv_sndinfo = m->info;
	spa.sendv_sndinfo.snd_flags |= SCTP_EOR;
	if (m->pr.pr_policy != SCTP_PR_SCTP_NONE) {
		spa.sendv_flags |= SCTP_SEND_PRINFO_VALID;
		spa.sendv_prinfo = m->pr;
	}
	return usrsctp_sendv(s, m->data, m->n, m->to, m->to != NULL, &spa, sizeof spa,
			     SCTP_SENDV_SPA, 0) < 0 ? -1 : 1;
}

int x_recv(sock_t s, struct piece *p, int max)
{
	static __thread unsigned char buf[PIECE];
	union {
		struct sctp_rcvinfo rcv;
		struct sctp_recvv_rn rn;
	} u;
	struct sockaddr_storage from;
	socklen_t fromlen = sizeof from, len = sizeof u;
	unsigned type = SCTP_RECVV_NOINFO;
	int flags = 0;
	(void)max;
	ssize_t n = usrsctp_recvv(s, buf, sizeof buf, (struct sockaddr *)&from, &fromlen, &u,
				  &len, &type, &flags);
	if (n < 0)
		return -1;
	*p = (struct piece){ .data = buf, .n = n };
	p->complete = (flags & MSG_EOR) != 0;
	p->notification = (flags & MSG_NOTIFICATION) != 0;
	p->has_info = type == SCTP_RECVV_RCVINFO || type == SCTP_RECVV_RN;
	if (p->has_info)
		p->info = u.rcv;
	return 1;
}

int x_abort(sock_t s, const char *reason)
{
	struct linger l = { 1, 0 };
	struct sctp_sndinfo info = { .snd_flags = SCTP_ABORT };
	if (*reason)
		return usrsctp_sendv(s, reason, strlen(reason), NULL, 0, &info, sizeof info,
				     SCTP_SENDV_SNDINFO, 0);
	x_setsol(s, SO_LINGER, &l, sizeof l);
	x_close(s);
	return 0;
}
#endif
