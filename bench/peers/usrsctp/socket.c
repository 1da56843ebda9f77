/* Sockets of usrsctp, set up alike for all measurements. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include "peer.h"

/* Where there are more clients than free ports, each gets its own; so many are never set up in several threads. */
enum { dynamic_port_count = 16000, first_client_port = 1024 };
static int connected_count;

static void set(struct socket *socket, int level, int option, const void *value, socklen_t size)
{
	if (usrsctp_setsockopt(socket, level, option, value, size))
		fail("option %d: %s", option, strerror(errno));
}

static struct sockaddr_in address_of(const char *text, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		fail("%s is no IPv4 address", text);
	return address;
}

static struct socket *open_socket(const struct plan *plan, int type, const char *own_address, int port,
				  receive_fn *receive, void *context)
{
	struct socket *socket = usrsctp_socket(AF_INET, type, IPPROTO_SCTP, receive, NULL, 0, context);
	if (!socket)
		fail("socket: %s", strerror(errno));
	/* Its buffers stay as they are (256 kB to send, 128 kB to receive): with larger ones it loses packets and stalls. */
	int on = 1;
	set(socket, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof on);
	struct sctp_initmsg streams = { .sinit_num_ostreams = plan->streams, .sinit_max_instreams = 65535 };
	set(socket, IPPROTO_SCTP, SCTP_INITMSG, &streams, sizeof streams);
	/* Without a function to tell it to, a notification would wait on the socket. */
	struct sctp_event up_and_down = { .se_assoc_id = SCTP_FUTURE_ASSOC, .se_type = SCTP_ASSOC_CHANGE, .se_on = receive != NULL };
	set(socket, IPPROTO_SCTP, SCTP_EVENT, &up_and_down, sizeof up_and_down);
	if (plan->is_udp) {
		struct sctp_udpencaps encapsulation = {
			.sue_address.ss_family = AF_INET,
			.sue_port = htons(plan->is_server ? plan->client_udp_port : plan->server_udp_port),
		};
		set(socket, IPPROTO_SCTP, SCTP_REMOTE_UDP_ENCAPS_PORT, &encapsulation, sizeof encapsulation);
	}
	struct sockaddr_in own = address_of(own_address, port);
	if (usrsctp_bind(socket, (struct sockaddr *)&own, sizeof own))
		fail("bind: %s", strerror(errno));
	return socket;
}

struct socket *listen_at(const struct plan *plan, receive_fn *receive, void *context)
{
	struct socket *socket = open_socket(plan, SOCK_SEQPACKET, plan->server_address, plan->port, receive, context);
	if (usrsctp_listen(socket, 1024))
		fail("listen: %s", strerror(errno));
	return socket;
}

struct socket *connect_to(const struct plan *plan, receive_fn *receive, void *context)
{
	int port = plan->associations > dynamic_port_count ? first_client_port + connected_count++ : 0;
	struct socket *socket = open_socket(plan, SOCK_STREAM, plan->client_address, port, receive, context);
	struct sockaddr_in peer = address_of(plan->server_address, plan->port);
	if (usrsctp_connect(socket, (struct sockaddr *)&peer, sizeof peer))
		fail("connect: %s", strerror(errno));
	return socket;
}

int send_message(struct socket *socket, const void *data, size_t size, int stream, int unordered,
		 sctp_assoc_t association)
{
	struct sctp_sndinfo info = {
		.snd_sid = stream,
		.snd_flags = unordered ? SCTP_UNORDERED : 0,
		.snd_assoc_id = association,
	};
	return usrsctp_sendv(socket, data, size, NULL, 0, &info, sizeof info, SCTP_SENDV_SNDINFO, 0) < 0 ? -1 : 0;
}
