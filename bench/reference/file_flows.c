/*
 * The floor for a capture file: map it, decode each frame where it lies, count it into its flow.
 *
 *   file_flows FILE [PASSES]
 *
 * Reads classic little-endian pcap with Ethernet frames, which is what the benchmark makes. Each pass
 * maps the file anew and begins with an empty table, as a program started anew would.
 */
#define _GNU_SOURCE
#include "flows.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct record {
    uint32_t seconds, fraction, captured, wire;
};

static void pass(struct flows *f, int fd, size_t size)
{
    const uint8_t *file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (file == MAP_FAILED) {
        perror("mapping");
        exit(1);
    }
    madvise((void *)file, size, MADV_SEQUENTIAL);
    uint32_t magic, link;
    memcpy(&magic, file, 4);
    memcpy(&link, file + 20, 4);
    if ((magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) || (link & 0xffff) != 1) {
        fputs("file_flows: not a little-endian pcap of Ethernet frames\n", stderr);
        exit(1);
    }
    uint32_t scale = magic == 0xa1b2c3d4 ? 1000 : 1;
    size_t at = 24;
    while (size - at >= sizeof(struct record)) {
        struct record r;
        memcpy(&r, file + at, sizeof r);
        at += sizeof r;
        if (r.captured > size - at) {
            break;
        }
        /* The next header is some cache lines ahead, and where it lies is known. */
        __builtin_prefetch(file + at + r.captured);
        uint64_t nanos = r.seconds * 1000000000ull + (uint64_t)r.fraction * scale;
        flows_see(f, file + at, r.captured, r.wire, nanos, -1);
        at += r.captured;
    }
    munmap((void *)file, size);
}

int main(int count, char **arguments)
{
    if (count < 2 || count > 3) {
        fputs("usage: file_flows FILE [PASSES]\n", stderr);
        return 2;
    }
    int passes = count == 3 ? atoi(arguments[2]) : 1;
    int fd = open(arguments[1], O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) < 0 || stat.st_size < 24) {
        fprintf(stderr, "file_flows: cannot read %s\n", arguments[1]);
        return 1;
    }
    struct flows flows;
    flows_open(&flows);
    for (int i = 0; i < passes; i++) {
        if (i > 0) {
            flows_clear(&flows);
        }
        pass(&flows, fd, (size_t)stat.st_size);
    }
    double seconds = (double)cpu_nanos() / 1e9;
    printf("packets %lu flows %u undecoded %lu untracked %lu tagged %lu passes %d cpu-seconds %.3f ns-per-packet %.1f\n",
           flows.packets, flows.living, flows.undecoded, flows.untracked, flows.tagged, passes, seconds,
           seconds * 1e9 / ((double)flows.packets * passes));
    return 0;
}
