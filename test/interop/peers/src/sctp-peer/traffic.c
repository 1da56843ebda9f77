/*
 * Numbered messages. All about message k follows from k and the options, so that either
 * side knows what the other sent; its PPID is k, which names it however short it is.
 *
 * programs/traffic.ts makes the same ones: change both or neither.
 */
#include "sctp-peer.h"

enum { OFFSETS = 65536, NUMBERS = 1 << 28 };

/* Bytes without a period; each message is a part of them, from an offset of its own. */
static unsigned char *pattern;

void traffic_start(void)
{
	size_t n = OFFSETS + opt.size_max;
	uint32_t x = 1;
	pattern = malloc(n);
	for (size_t i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		pattern[i] = x >> 24;
	}
}

static uint32_t mix(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x85ebca6b;
	x ^= x >> 13;
	x *= 0xc2b2ae35;
	return x ^ x >> 16;
}

/*
 * Every power of two is as likely as any other: of 1 to 100,000 bytes the mean is 8.4 kB.
 * Message 0 is as large as can be, message 1 as small.
 */
static size_t size_of(uint32_t k)
{
	uint32_t span = opt.size_max - opt.size + 1, octaves = 0;
	if (k == 0 || k == 1)
		return k == 0 ? opt.size_max : opt.size;
	while ((uint64_t)1 << octaves < span)
		octaves++;
	if (octaves == 0)
		return opt.size;
	uint32_t low = (uint32_t)1 << mix(2 * k) % octaves;
	return opt.size + (low + (mix(2 * k + 1) & (low - 1)) - 1) % span;
}

struct plan plan_of(uint32_t k)
{
	return (struct plan){
		.size = size_of(k),
		.stream = k % opt.streams,
		.unordered = opt.unordered || (opt.mixed && k / opt.streams % 2),
		.content = pattern + (k * 40503 & (OFFSETS - 1)),
	};
}

struct ledger {
	unsigned char seen[NUMBERS / 8];     /* the kernel gives pages as they are used */
	int64_t last_ordered[65536];         /* by stream; a number more than the last, 0 at first */
};

struct ledger *new_ledger(void)
{
	return calloc(1, sizeof(struct ledger));
}

const char *enter(struct ledger *l, const unsigned char *data, size_t n, int stream, uint32_t k,
		  int unordered)
{
	if (k >= NUMBERS || (opt.count > 0 && k >= opt.count))
		return "never sent";
	struct plan p = plan_of(k);
	if (l->seen[k / 8] & 1 << k % 8)
		return "twice";
	l->seen[k / 8] |= 1 << k % 8;
	if (stream != p.stream)
		return "other stream";
	if (!unordered != !p.unordered)
		return "other kind of order";
	if (n != p.size)
		return "other size";
	if (memcmp(data, p.content, n))
		return "other content";
	if (unordered)
		return NULL;
	if (k < l->last_ordered[stream])
		return "out of order";
	l->last_ordered[stream] = (int64_t)k + 1;
	return NULL;
}
