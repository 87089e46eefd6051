/*
 * What both reference programs share: frames decoded where they lie, and a flow table.
 *
 * It is what a careful C programmer would write for "who talked to whom, how much": no labels, no
 * reassembly, no checks of checksums. Everything is in one translation unit so that the compiler may
 * inline it all. Entries are 128 bytes, two cache lines: what finds a flow, and what is counted.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

enum { TABLE_BITS = 18, TABLE_ENTRIES = 1 << TABLE_BITS, TABLE_FULL = TABLE_ENTRIES / 8 * 7 };

/* The lower endpoint comes first, so both directions have one key. IPv4 is IPv6-mapped. */
struct key {
    uint64_t low[2], high[2];
    uint16_t low_port, high_port;
    uint8_t protocol, family, unused[2]; /* the family also tells a key from a free entry, all zero */
};

struct flow {
    struct key key;
    uint64_t first_nanos, last_nanos, hash;

    _Alignas(64) uint64_t packets[2]; /* from the lower, from the higher endpoint */
    uint64_t bytes[2], payload[2];
    uint8_t tcp_flags[2];
    uint16_t vlan;
    bool used;
};
_Static_assert(sizeof(struct flow) == 128, "two cache lines");

struct flows {
    struct flow *table;
    uint64_t packets, bytes, undecoded, untracked, tagged;
    uint32_t living;
};

/* Big-endian loads from wherever the header happens to lie. */
static inline uint16_t be16(const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, 2);
    return __builtin_bswap16(v);
}

static inline uint32_t be32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}

static inline uint64_t be64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline bool same(const struct key *a, const struct key *b)
{
    uint64_t x[5], y[5];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3]) | (x[4] ^ y[4])) == 0;
}

static void flows_open(struct flows *f)
{
    size_t size = (size_t)TABLE_ENTRIES * sizeof(struct flow);
    size_t huge = 2 << 20;
    memset(f, 0, sizeof *f);
    /* Huge pages need an address on their own boundary. */
    uint8_t *at = mmap(NULL, size + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) {
        perror("flow table");
        exit(1);
    }
    f->table = (struct flow *)(((uintptr_t)at + huge - 1) & ~(uintptr_t)(huge - 1));
    madvise(f->table, size, MADV_HUGEPAGE);
    memset(f->table, 0, size);
}

static inline void flows_clear(struct flows *f)
{
    struct flow *table = f->table;
    memset(table, 0, (size_t)TABLE_ENTRIES * sizeof(struct flow));
    memset(f, 0, sizeof *f);
    f->table = table;
}

static inline void flows_count(struct flows *f, const struct key *key, bool from_high, uint64_t nanos,
                               uint32_t wire, uint32_t payload, uint8_t tcp_flags, uint16_t vlan)
{
    uint64_t ports = (uint64_t)key->low_port << 32 | (uint64_t)key->high_port << 8 | key->protocol;
    uint64_t hash = mix(mix(key->low[0] ^ key->high[0], key->low[1]), mix(key->high[1], ports));
    uint32_t slot = (uint32_t)(hash >> (64 - TABLE_BITS));
    struct flow *flow;
    for (;; slot = (slot + 1) & (TABLE_ENTRIES - 1)) {
        flow = &f->table[slot];
        if (same(&flow->key, key)) {
            break;
        }
        if (!flow->used) {
            if (f->living == TABLE_FULL) {
                f->untracked++;
                return;
            }
            f->living++;
            flow->key = *key;
            flow->hash = hash;
            flow->first_nanos = nanos;
            flow->vlan = vlan;
            flow->used = true;
            break;
        }
    }
    flow->last_nanos = nanos;
    flow->packets[from_high]++;
    flow->bytes[from_high] += wire;
    flow->payload[from_high] += payload;
    flow->tcp_flags[from_high] |= tcp_flags;
}

/* One Ethernet frame. The VLAN tag is -1 when the kernel has not taken one out of the frame. */
static inline void flows_see(struct flows *f, const uint8_t *frame, uint32_t captured, uint32_t wire,
                             uint64_t nanos, int tag)
{
    const uint8_t *end = frame + captured;
    const uint8_t *p = frame + 14;
    f->packets++;
    f->bytes += wire;
    if (captured < 14) {
        goto undecoded;
    }
    uint16_t type = be16(frame + 12);
    uint16_t vlan = tag < 0 ? 0 : (uint16_t)(tag & 0xfff);
    for (int tags = 0; (type == 0x8100 || type == 0x88a8) && tags < 2; tags++) {
        if (end - p < 4) {
            goto undecoded;
        }
        vlan = be16(p) & 0xfff;
        type = be16(p + 2);
        p += 4;
    }
    f->tagged += vlan != 0;

    uint64_t source[2], destination[2];
    uint8_t protocol;
    bool fragment = false; /* one without ports: any but the first */
    const uint8_t *limit;  /* where the packet ends; short frames are padded */
    if (type == 0x0800) {
        if (end - p < 20 || p[0] >> 4 != 4) {
            goto undecoded;
        }
        uint32_t header = (p[0] & 15u) * 4, total = be16(p + 2);
        if (header < 20 || total < header || end - p < header) {
            goto undecoded;
        }
        source[0] = destination[0] = 0;
        source[1] = 0xffff00000000u | be32(p + 12);
        destination[1] = 0xffff00000000u | be32(p + 16);
        protocol = p[9];
        fragment = (be16(p + 6) & 0x1fff) != 0;
        limit = end - p < total ? end : p + total;
        p += header;
    } else if (type == 0x86dd) {
        if (end - p < 40 || p[0] >> 4 != 6) {
            goto undecoded;
        }
        source[0] = be64(p + 8);
        source[1] = be64(p + 16);
        destination[0] = be64(p + 24);
        destination[1] = be64(p + 32);
        protocol = p[6];
        uint32_t total = 40u + be16(p + 4);
        limit = end - p < total ? end : p + total;
        p += 40;
        for (int i = 0; i < 8 && (protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60); i++) {
            if (limit - p < 8) {
                goto undecoded;
            }
            if (protocol == 44) {
                fragment |= (be16(p + 2) & 0xfff8) != 0;
            }
            uint32_t length = protocol == 44 ? 8 : (p[1] + 1u) * 8;
            protocol = p[0];
            if (limit - p < length) {
                goto undecoded;
            }
            p += length;
        }
    } else {
        goto undecoded;
    }

    uint16_t source_port = 0, destination_port = 0;
    uint8_t tcp_flags = 0;
    if (!fragment && protocol == 6 && limit - p >= 20) {
        source_port = be16(p);
        destination_port = be16(p + 2);
        tcp_flags = p[13];
        uint32_t header = (p[12] >> 4) * 4u;
        p += header <= limit - p ? header : 20;
    } else if (!fragment && protocol == 17 && limit - p >= 8) {
        source_port = be16(p);
        destination_port = be16(p + 2);
        p += 8;
    }

    bool from_high = source[0] != destination[0]   ? source[0] > destination[0]
                     : source[1] != destination[1] ? source[1] > destination[1]
                                                   : source_port > destination_port;
    struct key key = {.protocol = protocol, .family = type == 0x0800 ? 4 : 6};
    if (from_high) {
        memcpy(key.low, destination, 16);
        memcpy(key.high, source, 16);
        key.low_port = destination_port;
        key.high_port = source_port;
    } else {
        memcpy(key.low, source, 16);
        memcpy(key.high, destination, 16);
        key.low_port = source_port;
        key.high_port = destination_port;
    }
    flows_count(f, &key, from_high, nanos, wire, (uint32_t)(limit - p), tcp_flags, vlan);
    return;

undecoded:
    f->undecoded++;
}

/* What the calling thread has used of the processor, in user and system mode. */
static uint64_t cpu_nanos(void)
{
    struct rusage used;
    getrusage(RUSAGE_THREAD, &used);
    return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000u +
           (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000u;
}

static inline uint64_t wall_nanos(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#endif
