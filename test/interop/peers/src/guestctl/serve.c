/* The guest's end. */
#include "guestctl.h"

static int status_byte(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Sends what waits in *fd; closes it at its end. 0, or -1 when the host is gone. */
static int relay(int conn, int *fd, char type)
{
	char buf[CHUNK];
	ssize_t k = read(*fd, buf, sizeof buf);
	if (k > 0)
		return put_frame(conn, type, buf, k);
	if (k == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(*fd);
		*fd = -1;
	}
	return 0;
}

static void end_group(pid_t pid)
{
	kill(-pid, SIGTERM);
	for (int i = 0; i < 20 && kill(-pid, 0) == 0; i++) {
		while (waitpid(pid, NULL, WNOHANG) > 0)
			;
		usleep(50000);
	}
	kill(-pid, SIGKILL);
}

static void serve_one(int conn)
{
	char type;
	uint32_t n;
	if (get_head(conn, &type, &n) || type != 'c' || n > MAX_COMMAND)
		return;
	char *cmd = calloc(1, n + 1);
	if (read_all(conn, cmd, n))
		return;

	int in[2], out[2], err[2];
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return;
	/* SIGCHLD gets through in ppoll alone, so that no wake-up is missed. */
	sigset_t child, before;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		signal(SIGPIPE, SIG_DFL);
		sigprocmask(SIG_SETMASK, &before, NULL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
		_exit(127);
	}
	setpgid(pid, pid);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);

	int status = 0;
	char pending[CHUNK];          /* standard input the command has not read yet */
	size_t have = 0, done = 0;
	int64_t kill_at = 0;
	for (;;) {
		struct pollfd p[4] = {
			{ .fd = conn, .events = POLLRDHUP | (have ? 0 : POLLIN) },
			{ .fd = out[0], .events = POLLIN },
			{ .fd = err[0], .events = POLLIN },
			{ .fd = have ? in[1] : -1, .events = POLLOUT },
		};
		struct timespec left = { 0, 100000000 };
		ppoll(p, 4, kill_at ? &left : NULL, &before);
		if (kill_at && now_ms() >= kill_at)
			kill(-pid, SIGKILL);
		if (p[0].revents & (POLLRDHUP | POLLHUP | POLLERR))
			goto gone;
		if ((p[1].revents && relay(conn, &out[0], 'o')) ||
		    (p[2].revents && relay(conn, &err[0], 'e')))
			goto gone;
		if (p[0].revents & POLLIN) {
			if (get_head(conn, &type, &n) || (type != 'i' && type != 'k') ||
			    n > CHUNK || read_all(conn, pending, n))
				goto gone;
			if (type == 'k') {
				kill(-pid, SIGTERM);
				kill_at = now_ms() + 1000;
				continue;
			}
			have = in[1] < 0 ? 0 : n;
			done = 0;
			if (n == 0 && in[1] >= 0) {
				close(in[1]);
				in[1] = -1;
			}
		}
		if (p[3].revents) {
			ssize_t k = write(in[1], pending + done, have - done);
			if (k < 0 && errno != EAGAIN && errno != EINTR) {
				close(in[1]);
				in[1] = -1;
				have = 0;
			} else if (k > 0 && (done += k) == have) {
				have = 0;
			}
		}
		if (waitpid(pid, &status, WNOHANG) == pid)
			break;
	}
	/* What it had written; a background child may hold the pipes open. */
	for (char t = 0; t < 2; t++) {
		int *fd = t ? &err[0] : &out[0];
		struct pollfd p = { .events = POLLIN };
		while ((p.fd = *fd) >= 0 && poll(&p, 1, 0) > 0)
			if (relay(conn, fd, t ? 'e' : 'o'))
				return;
	}
	char code = status_byte(status);
	put_frame(conn, 'x', &code, 1);
	return;
gone:
	end_group(pid);
}

static void nothing(int sig)
{
	(void)sig;
}

int serve(const char *netns, const char *host, const char *port)
{
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), one = 1;
	enter_netns(netns);
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = address(host, port);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 64)) {
		perror("guestctl: listen");
		return 1;
	}
	if (setns(own, CLONE_NEWNET)) {
		perror("guestctl: setns");
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	struct sigaction sa = { .sa_handler = nothing };
	sigaction(SIGCHLD, &sa, NULL);
	for (;;) {
		struct pollfd p = { .fd = s, .events = POLLIN };
		poll(&p, 1, 1000);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (!(p.revents & POLLIN))
			continue;
		int c = accept4(s, NULL, NULL, SOCK_CLOEXEC);
		if (c < 0)
			continue;
		setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		if (fork() == 0) {
			close(s);
			serve_one(c);
			_exit(0);
		}
		close(c);
	}
}
