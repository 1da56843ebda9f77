/*
 * guestctl - runs commands in the guest, over a private control link.
 *
 *   guestctl serve NETNS ADDR PORT        in the guest, as its init: listens
 *                                         inside the network namespace file
 *                                         NETNS, runs the commands outside it
 *   guestctl run NETNS ADDR PORT CMD      on the host: connects from inside the
 *                                         network namespace file NETNS
 *   guestctl wait NETNS ADDR PORT SECS    on the host: 0 as soon as it answers
 *
 * One connection carries one command. Both ways the stream is made of frames:
 * one type byte, a 32-bit big-endian length, and that many bytes.
 *   host to guest: c command line (first), i standard input (empty: its end),
 *                  k end the command (a host end that is told to end sends it)
 *   guest to host: o standard output, e standard error, x exit status (last)
 * When the host end goes away the command's process group is ended, so that a
 * test that is stopped leaves no server behind in the guest.
 */
#ifndef GUESTCTL_H
#define GUESTCTL_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 32768, MAX_COMMAND = 1 << 20 };

int serve(const char *netns, const char *host, const char *port);
int run(const char *host, const char *port, const char *command);
int reach(const char *host, const char *port, int within_ms); /* a connection, or -1 */

int64_t now_ms(void);
int write_all(int fd, const void *data, size_t n);            /* 0, or -1 as all below */
int read_all(int fd, void *data, size_t n);
int put_frame(int fd, char type, const void *data, uint32_t n);
int get_head(int fd, char *type, uint32_t *n);
void enter_netns(const char *path);
struct sockaddr_in address(const char *host, const char *port);

#endif
