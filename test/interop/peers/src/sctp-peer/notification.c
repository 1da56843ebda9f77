/* The notifications that both stacks have, by name. */
#include "sctp-peer.h"

static void on_assoc_change(struct assoc *a, const struct sctp_assoc_change *c)
{
	const char *state = c->sac_state == SCTP_COMM_UP ? "up" :
		c->sac_state == SCTP_COMM_LOST ? "lost" :
		c->sac_state == SCTP_RESTART ? "restart" :
		c->sac_state == SCTP_SHUTDOWN_COMP ? "shutdown-complete" : "cannot-start";
	pthread_mutex_lock(&a->lock);
	if (c->sac_state == SCTP_COMM_UP && !a->up_at)
		a->up_at = now();
	if (c->sac_state == SCTP_COMM_UP || c->sac_state == SCTP_RESTART)
		a->up = 1;
	if (c->sac_state == SCTP_COMM_LOST || c->sac_state == SCTP_CANT_STR_ASSOC)
		a->failed = 1;
	pthread_cond_broadcast(&a->change);
	pthread_mutex_unlock(&a->lock);
	print("{\"event\":\"assoc\",\"assoc\":%d,\"state\":\"%s\",\"error\":%u,"
	      "\"out_streams\":%u,\"in_streams\":%u}", a->number, state, c->sac_error,
	      c->sac_outbound_streams, c->sac_inbound_streams);
}

static void on_path_change(struct assoc *a, const struct sctp_paddr_change *c)
{
	char text[INET6_ADDRSTRLEN];
	struct sockaddr_storage address;
	memcpy(&address, &c->spc_aaddr, sizeof address);
	const char *state = c->spc_state == SCTP_ADDR_AVAILABLE ? "available" :
		c->spc_state == SCTP_ADDR_UNREACHABLE ? "unreachable" :
		c->spc_state == SCTP_ADDR_REMOVED ? "removed" :
		c->spc_state == SCTP_ADDR_ADDED ? "added" :
		c->spc_state == SCTP_ADDR_MADE_PRIM ? "made-primary" :
		c->spc_state == SCTP_ADDR_CONFIRMED ? "confirmed" : "other";
	print("{\"event\":\"path\",\"assoc\":%d,\"address\":\"%s\",\"state\":\"%s\",\"error\":%u}",
	      a->number, text_of((struct sockaddr *)&address, text, sizeof text), state,
	      (unsigned)c->spc_error);
}

static void on_stream_reset(struct assoc *a, const struct sctp_stream_reset_event *e)
{
	char streams[1024] = "";
	int n = (e->strreset_length - sizeof *e) / 2, k = 0;
	for (int i = 0; i < n && k < 1000; i++)
		k += sprintf(streams + k, "%s%u", i ? "," : "", e->strreset_stream_list[i]);
	unsigned flags = e->strreset_flags;
	print("{\"event\":\"stream-reset\",\"assoc\":%d,\"incoming\":%s,\"outgoing\":%s,\"denied\":%s,"
	      "\"failed\":%s,\"streams\":[%s]}", a->number,
	      flags & SCTP_STREAM_RESET_INCOMING_SSN ? "true" : "false",
	      flags & SCTP_STREAM_RESET_OUTGOING_SSN ? "true" : "false",
	      flags & SCTP_STREAM_RESET_DENIED ? "true" : "false",
	      flags & SCTP_STREAM_RESET_FAILED ? "true" : "false", streams);
}

static void on_send_failed(struct assoc *a, const struct sctp_send_failed_event *e)
{
	print("{\"event\":\"send-failed\",\"assoc\":%d,\"sent\":%s,\"error\":%u,\"sid\":%u,"
	      "\"ppid\":%u,\"size\":%zu}", a->number,
	      e->ssfe_flags & SCTP_DATA_SENT ? "true" : "false", (unsigned)e->ssfe_error,
	      e->ssfe_info.snd_sid, ntohl(e->ssfe_info.snd_ppid), e->ssfe_length - sizeof *e);
}

void on_notification(struct assoc *a, const union sctp_notification *n, size_t len)
{
	if (len < sizeof n->sn_header)
		return;
	switch (n->sn_header.sn_type) {
	case SCTP_ASSOC_CHANGE:
		on_assoc_change(a, &n->sn_assoc_change);
		break;
	case SCTP_PEER_ADDR_CHANGE:
		on_path_change(a, &n->sn_paddr_change);
		break;
	case SCTP_REMOTE_ERROR:
		print("{\"event\":\"remote-error\",\"assoc\":%d,\"cause\":%u}", a->number,
		      ntohs(n->sn_remote_error.sre_error));
		break;
	case SCTP_SEND_FAILED_EVENT:
		on_send_failed(a, &n->sn_send_failed_event);
		break;
	case SCTP_SHUTDOWN_EVENT:
		print("{\"event\":\"peer-shutdown\",\"assoc\":%d}", a->number);
		break;
	case SCTP_ADAPTATION_INDICATION:
		print("{\"event\":\"adaptation\",\"assoc\":%d,\"value\":%u}", a->number,
		      (unsigned)n->sn_adaptation_event.sai_adaptation_ind);
		break;
	case SCTP_PARTIAL_DELIVERY_EVENT:
		print("{\"event\":\"partial-delivery-aborted\",\"assoc\":%d}", a->number);
		break;
	case SCTP_STREAM_RESET_EVENT:
		on_stream_reset(a, &n->sn_strreset_event);
		break;
	case SCTP_ASSOC_RESET_EVENT:
		print("{\"event\":\"assoc-reset\",\"assoc\":%d,\"flags\":%u,\"local_tsn\":%u,"
		      "\"remote_tsn\":%u}", a->number, n->sn_assocreset_event.assocreset_flags,
		      (unsigned)n->sn_assocreset_event.assocreset_local_tsn,
		      (unsigned)n->sn_assocreset_event.assocreset_remote_tsn);
		break;
	case SCTP_STREAM_CHANGE_EVENT:
		print("{\"event\":\"stream-change\",\"assoc\":%d,\"flags\":%u,\"in_streams\":%u,"
		      "\"out_streams\":%u}", a->number, n->sn_strchange_event.strchange_flags,
		      n->sn_strchange_event.strchange_instrms,
		      n->sn_strchange_event.strchange_outstrms);
		break;
	default:
		print("{\"event\":\"notification\",\"assoc\":%d,\"type\":%u}", a->number,
		      n->sn_header.sn_type);
	}
}
