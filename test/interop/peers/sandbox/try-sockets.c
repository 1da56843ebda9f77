/* Tries to open sockets in each way that there is, and prints a line for each: its name and what came of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SCTP 132
#define AUDIT 9
#define ABOVE_INT 0x100000000L
#define FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)

static int pair[2];

static void print(const char *name, long result)
{
	printf("%s %s\n", name, result < 0 ? strerrorname_np(errno) : "ok");
	fflush(stdout); /* the next one may be the end of this process */
	if (result > 0)
		close(result);
}

static void try_socket(const char *name, long family, long type, long protocol)
{
	print(name, syscall(SYS_socket, family, type, protocol));
}

static void try_pair(const char *name, long family, long type, long protocol)
{
	print(name, syscall(SYS_socketpair, family, type, protocol, pair));
}

static void try_io_uring(void)
{
	char parameters[256] = { 0 };
	print("io_uring", syscall(SYS_io_uring_setup, 1, parameters));
}

#ifdef __x86_64__
#define I386_SOCKETCALL 102
#define I386_SOCKET 359

static long i386_call(long number, long b, long c, long d)
{
	long result;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(b), "c"(c), "d"(d)
			 : "memory", "r8", "r9", "r10", "r11");
	if (result >= 0 || result < -4095)
		return result;
	errno = -result;
	return -1;
}

/* As a program of 32 bits would, and any other one can. */
static void try_i386(void)
{
	int *args = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	print("i386-stream", i386_call(I386_SOCKET, AF_INET, SOCK_STREAM, SCTP));
	print("i386-raw", i386_call(I386_SOCKET, AF_INET, SOCK_RAW, SCTP));
	memcpy(args, (int[]){ AF_INET, SOCK_STREAM, SCTP }, 3 * sizeof *args);
	print("i386-socketcall", i386_call(I386_SOCKETCALL, 1, (long)args, 0));
	memcpy(args, (int[]){ AF_INET, SOCK_STREAM, SCTP, (long)(args + 4) }, 4 * sizeof *args);
	print("i386-socketcall-pair", i386_call(I386_SOCKETCALL, 8, (long)args, 0));
}
#endif

int main(int argc, char **argv)
{
	try_socket("raw", AF_INET, SOCK_RAW, SCTP);
	try_socket("raw-ipv6", AF_INET6, SOCK_RAW | FLAGS, SCTP);
	try_socket("tcp", AF_INET, SOCK_STREAM, 0);
	try_socket("udp", AF_INET6, SOCK_DGRAM | FLAGS, 17);
	try_socket("netlink", AF_NETLINK, SOCK_RAW, 0);
	try_pair("unix-pair", AF_UNIX, SOCK_STREAM, 0);
	try_socket("audit", AF_NETLINK, SOCK_RAW, AUDIT);
	try_socket("stream", AF_INET, SOCK_STREAM, SCTP);
	try_socket("stream-flags", AF_INET, SOCK_STREAM | FLAGS, SCTP);
	try_socket("seqpacket", AF_INET6, SOCK_SEQPACKET, SCTP);
	try_socket("dgram", AF_INET, SOCK_DGRAM, SCTP);
	try_socket("rdm", AF_INET, SOCK_RDM, SCTP);
	/* The kernel takes 32 bits of these. */
	try_socket("protocol-above-int", AF_INET, SOCK_STREAM, ABOVE_INT + SCTP);
	try_socket("type-above-int", AF_INET, ABOVE_INT + SOCK_STREAM, SCTP);
	/* It opens both sockets, and then finds that they cannot be a pair. */
	try_pair("pair", AF_INET, SOCK_STREAM, SCTP);
	try_io_uring();
#ifdef __x86_64__
	if (argc > 1 && !strcmp(argv[1], "i386"))
		try_i386();
#endif
	return 0;
}
