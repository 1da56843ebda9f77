/*
 * The socket interface on the kernel's SCTP. Its calls take many messages each: where
 * a system call is dear, as in a guest, that is most of the rate.
 */
#ifndef USRSCTP
#include "sctp-peer.h"

void stack_start(void) {}
void stack_finish(void) {}
sock_t x_socket(int family)
{
	int one = 1;
	sock_t s = socket(family, SOCK_STREAM, IPPROTO_SCTP);
	x_setsol(s, SO_REUSEADDR, &one, sizeof one);
	return s;
}
int x_bindx(sock_t s, struct sockaddr *list, int n, int flags) { return sctp_bindx(s, list, n, flags); }
int x_connectx(sock_t s, struct sockaddr *list, int n) { return sctp_connectx(s, list, n, NULL); }
int x_listen(sock_t s, int backlog) { return listen(s, backlog); }
sock_t x_accept(sock_t s) { return accept(s, NULL, NULL); }
void x_shutdown(sock_t s) { shutdown(s, SHUT_WR); }
void x_close(sock_t s) { close(s); }
int x_setopt(sock_t s, int name, const void *value, socklen_t n)
{
	return setsockopt(s, IPPROTO_SCTP, name, value, n);
}
int x_setsol(sock_t s, int name, const void *value, socklen_t n)
{
	return setsockopt(s, SOL_SOCKET, name, value, n);
}
int x_getopt(sock_t s, int name, void *value, socklen_t *n)
{
	return getsockopt(s, IPPROTO_SCTP, name, value, n);
}
int x_paddrs(sock_t s, struct sockaddr **list) { return sctp_getpaddrs(s, 0, list); }
void x_freepaddrs(struct sockaddr *list) { sctp_freepaddrs(list); }

/* Appends one control message of SCTP to those of h. */
static void add_control(struct msghdr *h, int type, const void *value, size_t n)
{
	struct cmsghdr *c = (struct cmsghdr *)((char *)h->msg_control + h->msg_controllen);
	c->cmsg_level = IPPROTO_SCTP;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(c), value, n);
	h->msg_controllen += CMSG_SPACE(n);
}

int x_send(sock_t s, struct message *m, int n)
{
	struct mmsghdr h[BATCH];
	struct iovec v[BATCH];
	union {
		char room[CMSG_SPACE(sizeof(struct sctp_sndinfo)) +
			  CMSG_SPACE(sizeof(struct sctp_prinfo))];
		struct cmsghdr align;
	} c[BATCH];
	memset(h, 0, n * sizeof *h);
	memset(c, 0, n * sizeof *c);
	for (int i = 0; i < n; i++) {
		struct msghdr *one = &h[i].msg_hdr;
		v[i] = (struct iovec){ (void *)m[i].data, m[i].n };
		one->msg_iov = &v[i];
		one->msg_iovlen = 1;
		one->msg_name = m[i].to;
		if (m[i].to)
			one->msg_namelen = m[i].to->sa_family == AF_INET ?
				sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
		one->msg_control = &c[i];
		add_control(one, SCTP_SNDINFO, &m[i].info, sizeof m[i].info);
		if (m[i].pr.pr_policy != SCTP_PR_SCTP_NONE)
			add_control(one, SCTP_PRINFO, &m[i].pr, sizeof m[i].pr);
	}
	return sendmmsg(s, h, n, MSG_NOSIGNAL);
}

int x_recv(sock_t s, struct piece *p, int max)
{
	static __thread struct {
		unsigned char data[PIECE];
		char control[CMSG_SPACE(sizeof(struct sctp_rcvinfo)) + 64];
	} *room;
	struct mmsghdr h[BATCH];
	struct iovec v[BATCH];
	if (!room)
		room = malloc(BATCH * sizeof *room);
	memset(h, 0, sizeof h);
	for (int i = 0; i < max; i++) {
		v[i] = (struct iovec){ room[i].data, sizeof room[i].data };
		h[i].msg_hdr.msg_iov = &v[i];
		h[i].msg_hdr.msg_iovlen = 1;
		h[i].msg_hdr.msg_control = room[i].control;
		h[i].msg_hdr.msg_controllen = sizeof room[i].control;
	}
	int n = recvmmsg(s, h, max, MSG_WAITFORONE, NULL);
	for (int i = 0; i < n; i++) {
		struct msghdr *m = &h[i].msg_hdr;
		p[i] = (struct piece){ .data = room[i].data, .n = h[i].msg_len };
		p[i].complete = (m->msg_flags & MSG_EOR) != 0;
		p[i].notification = (m->msg_flags & MSG_NOTIFICATION) != 0;
		for (struct cmsghdr *k = CMSG_FIRSTHDR(m); k; k = CMSG_NXTHDR(m, k))
			if (k->cmsg_level == IPPROTO_SCTP && k->cmsg_type == SCTP_RCVINFO) {
				memcpy(&p[i].info, CMSG_DATA(k), sizeof p[i].info);
				p[i].has_info = 1;
			}
	}
	return n;
}

/* Sockets of this style take no SCTP_ABORT, and so no reason. One that is read is closed by the end of the process. */
int x_abort(sock_t s, const char *reason)
{
	struct linger l = { 1, 0 };
	(void)reason;
	x_setsol(s, SO_LINGER, &l, sizeof l);
	exit(0);
}
#endif
