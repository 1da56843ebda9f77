/* Time, CPU time and memory of this process. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "peer.h"

double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
	return time.tv_sec + time.tv_usec / 1e6;
}

double cpu_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

void wait_ms(int duration)
{
	struct timespec time = { duration / 1000, duration % 1000 * 1000000L };
	while (nanosleep(&time, &time))
		;
}

size_t resident_bytes(void)
{
	unsigned long all, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (!file || fscanf(file, "%lu %lu", &all, &resident) != 2)
		fail("/proc/self/statm cannot be read");
	fclose(file);
	return resident * sysconf(_SC_PAGESIZE);
}
