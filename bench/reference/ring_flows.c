/*
 * The yardstick for live capture: an AF_PACKET ring of 64 MiB (TPACKET_V3) read in place, one thread,
 * and the same flow table as file_flows.
 *
 *   ring_flows INTERFACE [--bursts N] [--packets N] [--silence MS]
 *
 * Packets come in bursts with silence between them (default 1500 ms); each burst is told in one line.
 * Ends after N bursts, after N packets, or on SIGTERM, whichever is first. What a poll(2) that only
 * waits costs is within the numbers, as it is for the others.
 */
#define _GNU_SOURCE
#include "flows.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

/* The same as Tapwarden's: 64 blocks of 1 MiB, one that is not full is handed over after 20 ms. */
enum { BLOCK_BYTES = 1 << 20, BLOCKS = 64, RETIRE_MILLIS = 20, WAIT_MILLIS = 50 };

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static void must(int answer, const char *what)
{
    if (answer < 0) {
        fprintf(stderr, "ring_flows: %s: %s\n", what, strerror(errno));
        exit(1);
    }
}

static uint8_t *open_ring(const char *interface, int *fd)
{
    unsigned index = if_nametoindex(interface);
    must(index == 0 ? -1 : 0, interface);
    int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    must(s, "socket");
    int version = TPACKET_V3, one = 1;
    must(setsockopt(s, SOL_PACKET, PACKET_VERSION, &version, sizeof version), "TPACKET_V3");
    must(setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one), "ignoring own frames");
    struct tpacket_req3 request = {.tp_block_size = BLOCK_BYTES,
                                   .tp_block_nr = BLOCKS,
                                   .tp_frame_size = 2048,
                                   .tp_frame_nr = BLOCK_BYTES / 2048 * BLOCKS,
                                   .tp_retire_blk_tov = RETIRE_MILLIS};
    must(setsockopt(s, SOL_PACKET, PACKET_RX_RING, &request, sizeof request), "the ring");
    uint8_t *ring = mmap(NULL, (size_t)BLOCK_BYTES * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
    must(ring == MAP_FAILED ? -1 : 0, "mapping the ring");
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)index};
    must(bind(s, (struct sockaddr *)&address, sizeof address), "binding");
    struct packet_mreq membership = {.mr_ifindex = (int)index, .mr_type = PACKET_MR_PROMISC};
    must(setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership), "promiscuous");
    *fd = s;
    return ring;
}

static inline void see_block(struct flows *f, const struct tpacket_block_desc *block)
{
    const uint8_t *at = (const uint8_t *)block + block->hdr.bh1.offset_to_first_pkt;
    for (uint32_t i = 0; i < block->hdr.bh1.num_pkts; i++) {
        const struct tpacket3_hdr *h = (const struct tpacket3_hdr *)at;
        /* The kernel takes the tag out of the frame and puts it here. */
        int tag = h->tp_status & TP_STATUS_VLAN_VALID ? (int)h->hv1.tp_vlan_tci : -1;
        at += h->tp_next_offset;
        __builtin_prefetch(at);
        __builtin_prefetch(at + 128);
        uint64_t nanos = h->tp_sec * 1000000000ull + h->tp_nsec;
        flows_see(f, (const uint8_t *)h + h->tp_mac, h->tp_snaplen, h->tp_len, nanos, tag);
    }
}

static uint64_t kernel_drops(int fd)
{
    struct tpacket_stats_v3 statistics = {0};
    socklen_t size = sizeof statistics;
    /* Reading sets the kernel's counters back to zero. */
    must(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &size), "statistics");
    return statistics.tp_drops;
}

int main(int count, char **arguments)
{
    uint64_t bursts = UINT64_MAX, packets = UINT64_MAX, silence = 1500;
    for (int i = 2; i + 1 < count; i += 2) {
        uint64_t value = strtoull(arguments[i + 1], NULL, 10);
        if (strcmp(arguments[i], "--bursts") == 0) {
            bursts = value;
        } else if (strcmp(arguments[i], "--packets") == 0) {
            packets = value;
        } else if (strcmp(arguments[i], "--silence") == 0) {
            silence = value;
        } else {
            count = 0;
        }
    }
    if (count < 2 || count % 2 != 0) {
        fputs("usage: ring_flows INTERFACE [--bursts N] [--packets N] [--silence MS]\n", stderr);
        return 2;
    }
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    struct flows flows;
    flows_open(&flows);
    int fd;
    uint8_t *ring = open_ring(arguments[1], &fd);
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    puts("ready");
    fflush(stdout);

    uint64_t told = 0, cpu = cpu_nanos(), last = wall_nanos();
    unsigned current = 0;
    while (bursts > 0 && (!stopped || flows.packets > told)) {
        struct tpacket_block_desc *block = (void *)(ring + (size_t)current * BLOCK_BYTES);
        if (__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) {
            see_block(&flows, block);
            __atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
            current = (current + 1) % BLOCKS;
            last = wall_nanos();
            if (flows.packets < packets && !stopped) {
                continue;
            }
        } else if (!stopped) {
            poll(&poll_fd, 1, WAIT_MILLIS);
        }
        bool silent = wall_nanos() - last > silence * 1000000u;
        if (flows.packets > told && (silent || stopped || flows.packets >= packets)) {
            uint64_t now = cpu_nanos(), seen = flows.packets - told;
            printf("packets %lu flows %u drops %lu tagged %lu undecoded %lu cpu-ns %lu ns-per-packet %.1f\n", seen,
                   flows.living, kernel_drops(fd), flows.tagged, flows.undecoded, now - cpu,
                   (double)(now - cpu) / (double)seen);
            fflush(stdout);
            told = flows.packets;
            cpu = now;
            bursts--;
            if (flows.packets >= packets) {
                break;
            }
        }
    }
    return 0;
}
