/*
 * The yardstick for the reset driver: answers the TCP segments of one device with resets to both ends, from a packet socket
 * with the same filter in the kernel, after the same checks, by a second packet socket that passes the queue by.
 *
 *   reset_answer TAP INJECTION MAC
 *
 * Says "ready", and ends when its input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

enum { SNAP = 256, SHORTEST = 60, FIN = 1, SYN = 2, RST = 4, ACK = 16, MOST_TAGS = 2, MOST_EXTENSIONS = 8 };

/* So many a second and a quarter of that at once, as the driver allows a lease and all leases together. */
struct allowance {
    int64_t each, saved, at;
};

struct frame {
    const uint8_t *bytes;
    int length;
    uint32_t outer;
    bool has_outer;
    int tags;
    int type;
    int ip;
    int64_t now;
};

static uint8_t own[6];
static uint8_t device[6];
static int sending;
static uint8_t out[SNAP + 128];
static struct allowance of_lease = {50000, 250000000, 0}, of_all = {12500, 250000000, 0};
/* Who is restricted, as a table that a search goes through; here with one entry. */
static uint64_t table[4];

static void must(int answer, const char *what)
{
    if (answer < 0) {
        fprintf(stderr, "reset_answer: %s: %s\n", what, strerror(errno));
        exit(1);
    }
}

static uint16_t get16(const uint8_t *at)
{
    uint16_t v;
    memcpy(&v, at, 2);
    return ntohs(v);
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t v;
    memcpy(&v, at, 4);
    return ntohl(v);
}

static void put16(uint8_t *at, uint32_t value)
{
    uint16_t v = htons((uint16_t)value);
    memcpy(at, &v, 2);
}

static void put32(uint8_t *at, uint32_t value)
{
    uint32_t v = htonl(value);
    memcpy(at, &v, 4);
}

static uint64_t mac(const uint8_t *at)
{
    return (uint64_t)get16(at) << 32 | get32(at + 2);
}

static bool restricted(uint64_t bits)
{
    unsigned slot = (unsigned)((bits * 0x9e3779b97f4a7c15ull) >> 32) & 3;
    while (table[slot] != 0 && table[slot] != bits) {
        slot = (slot + 1) & 3;
    }
    return table[slot] == bits;
}

static bool has(struct allowance *a, int64_t now)
{
    a->saved += now > a->at ? now - a->at : 0;
    a->saved = a->saved > 250000000 ? 250000000 : a->saved;
    a->at = now;
    return a->saved >= a->each;
}

static uint32_t sum(const uint8_t *at, int length)
{
    uint32_t s = 0;
    for (int i = 0; i < length; i += 2) {
        s += get16(at + i);
    }
    return s;
}

static uint16_t folded(uint32_t s)
{
    s = (s & 0xffff) + (s >> 16);
    s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

/* A reset from one end of the connection to the other, in the frame's own tags. */
static void reset(const struct frame *f, const uint8_t *to_mac, bool back, uint32_t ports, uint32_t sequence,
                  uint32_t acknowledgment, int flags)
{
    if (!has(&of_lease, f->now) || !has(&of_all, f->now)) {
        return;
    }
    of_lease.saved -= of_lease.each;
    of_all.saved -= of_all.each;
    memcpy(out, to_mac, 6);
    memcpy(out + 6, own, 6);
    uint8_t *at = out + 12;
    if (f->has_outer) {
        put32(at, f->outer);
        at += 4;
    }
    memcpy(at, f->bytes + 12, (size_t)f->tags * 4);
    at += f->tags * 4;
    put16(at, (uint32_t)f->type);
    at += 2;
    const uint8_t *ip = f->bytes + f->ip;
    uint32_t pseudo;
    if (f->type == ETH_P_IP) {
        put16(at, 0x4500);
        put16(at + 2, 40);
        put32(at + 4, 0x4000);
        put16(at + 8, 64 << 8 | 6);
        put16(at + 10, 0);
        memcpy(at + 12, ip + (back ? 16 : 12), 4);
        memcpy(at + 16, ip + (back ? 12 : 16), 4);
        put16(at + 10, folded(sum(at, 20)));
        pseudo = sum(at + 12, 8) + 6 + 20;
        at += 20;
    } else {
        put32(at, 0x60000000);
        put16(at + 4, 20);
        put16(at + 6, 6 << 8 | 64);
        memcpy(at + 8, ip + (back ? 24 : 8), 16);
        memcpy(at + 24, ip + (back ? 8 : 24), 16);
        pseudo = sum(at + 8, 32) + 6 + 20;
        at += 40;
    }
    put32(at, ports);
    put32(at + 4, sequence);
    put32(at + 8, acknowledgment);
    put16(at + 12, (uint32_t)(5 << 12 | flags));
    put16(at + 14, 0);
    put32(at + 16, 0);
    put16(at + 16, folded(pseudo + sum(at, 20)));
    at += 20;
    while (at < out + SHORTEST) {
        *at++ = 0;
    }
    if (memcmp(out + 6, own, 6) == 0) {
        send(sending, out, (size_t)(at - out), MSG_DONTWAIT);
    }
}

static void segment(const struct frame *f, int at, int end, bool whole)
{
    const uint8_t *tcp = f->bytes + at;
    if (f->length - at < 20 || (tcp[12] >> 4) < 5) {
        return;
    }
    int flags = tcp[13];
    if (flags & RST) {
        return;
    }
    int payload = end - at - (tcp[12] >> 4) * 4;
    if (whole && payload < 0) {
        return;
    }
    uint32_t there = get32(tcp), back = there << 16 | there >> 16;
    uint32_t after = get32(tcp + 4) + (uint32_t)payload + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
    uint32_t acknowledged = get32(tcp + 8);
    if (flags & ACK) {
        reset(f, f->bytes + 6, true, back, acknowledged, 0, RST);
        if (whole) {
            reset(f, f->bytes, false, there, after, acknowledged, RST | ACK);
        }
    } else if (flags & SYN) {
        reset(f, f->bytes + 6, true, back, 0, after, RST | ACK);
    }
}

static bool is_extension(int next)
{
    return next == 0 || next == 43 || next == 44 || next == 51 || next == 60 || next == 135 || next == 139 || next == 140;
}

static void see(struct frame *f)
{
    if (f->length < 14 || memcmp(f->bytes + 6, own, 6) == 0 || (f->bytes[6] & 1)) {
        return;
    }
    f->type = get16(f->bytes + 12);
    f->ip = 14;
    while ((f->type == 0x8100 || f->type == 0x88a8 || f->type == 0x9100 || f->type == 0x9200) && f->tags < MOST_TAGS &&
           f->length - f->ip >= 4) {
        f->type = get16(f->bytes + f->ip + 2);
        f->ip += 4;
        f->tags++;
    }
    const uint8_t *ip = f->bytes + f->ip;
    int available = f->length - f->ip;
    if (!restricted(mac(f->bytes + 6)) && !restricted(mac(f->bytes))) {
        return;
    }
    if (f->bytes[0] & 1) {
        return;
    }
    if (f->type == ETH_P_IP) {
        int header = available < 20 ? 0 : (ip[0] & 15) * 4;
        if (available < 20 || ip[0] >> 4 != 4 || header < 20 || header > available || (get16(ip + 6) & 0x1fff) != 0 ||
            (get16(ip + 2) != 0 && get16(ip + 2) < header)) {
            return;
        }
        bool whole = (get16(ip + 6) & 0x2000) == 0 && get16(ip + 2) != 0;
        if (ip[9] == 6) {
            segment(f, f->ip + header, f->ip + get16(ip + 2), whole);
        }
    } else if (f->type == ETH_P_IPV6) {
        if (available < 40 || ip[0] >> 4 != 6) {
            return;
        }
        bool whole = get16(ip + 4) != 0;
        int at = f->ip + 40, next = ip[6];
        for (int i = 0; i < MOST_EXTENSIONS && is_extension(next); i++) {
            const uint8_t *e = f->bytes + at;
            if (f->length - at < 8) {
                return;
            }
            int size = next == 44 ? 8 : next == 51 ? (e[1] + 2) * 4 : (e[1] + 1) * 8;
            if (size > f->length - at) {
                return;
            }
            if (next == 44) {
                if (get16(e + 2) & 0xfff8) {
                    return;
                }
                whole &= (get16(e + 2) & 1) == 0;
            }
            next = e[0];
            at += size;
        }
        if (next == 6) {
            segment(f, at, f->ip + 40 + get16(ip + 4), whole);
        }
    }
}

static int open_tap(const char *name)
{
    int index = (int)if_nametoindex(name);
    must(index == 0 ? -1 : 0, name);
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    must(fd, "socket");
    uint32_t low = get32(device + 2);
    /* As ResetFilter makes it for one MAC: tags, protocol, the low 32 bits of either address. */
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x8100, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x88a8, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x9100, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x9200, 2, 0),
        BPF_STMT(BPF_LDX | BPF_IMM, 0),
        BPF_STMT(BPF_JMP | BPF_JA, 8),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 16),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x8100, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x88a8, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x9100, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x9200, 2, 0),
        BPF_STMT(BPF_LDX | BPF_IMM, 4),
        BPF_STMT(BPF_JMP | BPF_JA, 1),
        BPF_STMT(BPF_LDX | BPF_IMM, 8),
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 12),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x0800, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 0x86dd, 4, 3),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 23),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 6, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ, 17, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 8),
        BPF_JUMP(BPF_JMP | BPF_JEQ, low, 2, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2),
        BPF_JUMP(BPF_JMP | BPF_JEQ, low, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SNAP),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
    must(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter), "filter");
    int one = 1, size = 1 << 20;
    must(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size), "buffer");
    must(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one), "ignoring own frames");
    must(setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one), "tags");
    struct timeval patience = {.tv_usec = 100000};
    must(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "patience");
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = index};
    must(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
    struct packet_mreq membership = {.mr_ifindex = index, .mr_type = PACKET_MR_PROMISC};
    must(setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership), "promiscuous");
    return fd;
}

static void open_injection(const char *name)
{
    int index = (int)if_nametoindex(name);
    must(index == 0 ? -1 : 0, name);
    sending = socket(AF_PACKET, SOCK_RAW, 0);
    must(sending, "socket");
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    must(ioctl(sending, SIOCGIFHWADDR, &request), "its MAC");
    memcpy(own, request.ifr_hwaddr.sa_data, 6);
    int one = 1;
    must(setsockopt(sending, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one), "passing the queue by");
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = index};
    must(bind(sending, (struct sockaddr *)&address, sizeof address), "bind");
}

static void *until_input_ends(void *nothing)
{
    char c;
    while (read(0, &c, 1) > 0) {
    }
    exit(0);
    return nothing;
}

int main(int count, char **arguments)
{
    if (count != 4 || sscanf(arguments[3], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", device, device + 1, device + 2, device + 3,
                             device + 4, device + 5) != 6) {
        fputs("usage: reset_answer TAP INJECTION MAC\n", stderr);
        return 2;
    }
    table[(unsigned)((mac(device) * 0x9e3779b97f4a7c15ull) >> 32) & 3] = mac(device);
    open_injection(arguments[2]);
    int fd = open_tap(arguments[1]);
    pthread_t waiting;
    must(-pthread_create(&waiting, NULL, until_input_ends, NULL), "thread");
    puts("ready");
    fflush(stdout);
    static uint8_t bytes[2048];
    char control[64];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof bytes};
    for (;;) {
        struct msghdr message = {
            .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t length = recvmsg(fd, &message, 0);
        if (length < 0) {
            continue;
        }
        struct frame f = {.bytes = bytes, .length = (int)length};
        struct cmsghdr *extra = CMSG_FIRSTHDR(&message);
        if (extra != NULL && extra->cmsg_level == SOL_PACKET && extra->cmsg_type == PACKET_AUXDATA) {
            struct tpacket_auxdata aux;
            memcpy(&aux, CMSG_DATA(extra), sizeof aux);
            f.has_outer = (aux.tp_status & TP_STATUS_VLAN_VALID) != 0;
            int type = aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : ETH_P_8021Q;
            f.outer = (uint32_t)type << 16 | aux.tp_vlan_tci;
        }
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        f.now = t.tv_sec * 1000000000ll + t.tv_nsec;
        see(&f);
    }
}
