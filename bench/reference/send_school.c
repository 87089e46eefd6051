/*
 * Sends what a school's hosts and their servers say, made from the conversations of a capture, at a steady rate.
 *
 *   send_school INTERFACE CAPTURE PACKETS_A_SECOND FLOWS_A_SECOND SECONDS [SEED [PROBES_SECONDS]]
 *
 * Each complete conversation of the capture (both sides spoke; of TCP from SYN to FIN or RST) is a pattern. A new flow
 * takes one: 30 % DNS, 45 % TLS, 12 % QUIC, 8 % HTTP, 5 % others, as far as the capture has them. It gets a host of its own
 * among HOSTS, a port of its own, and a name among NAMES (a few are asked for much more often): the beginning of the name in
 * its DNS question and answer, TLS hello or HTTP request is overwritten, the answer's IPv4 address too, and it is where the
 * name's later flows go. What a QUIC hello says is encrypted and stays, and nobody need have answered it. TCP flows that end in
 * order, and QUIC, carry a download behind the handshake, so many packets as the rate of packets wants, round robin over as
 * many flows as begin in two seconds: no packet profits from what the caches know of the one before. Sequence and acknowledgement numbers, lengths and IPv4 header checksums are right; TCP
 * and UDP checksums are 0.
 *
 * About once a second a TLS flow of a name that no other has, "probe-000017...", goes by without a download; when its last
 * frame is sent, a line "probe 17 NANOS" says so, by the wall clock. Probes stop PROBES_SECONDS after the begin (default:
 * never). Frames are sent every millisecond, so many as are due then, and it sleeps in between. At the end one line says how
 * many there were and how long it took. The same seed sends the same flows.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 64,
    HOSTS = 400,
    NAMES = 20000,
    POOL = 1 << 14,   /* downloads at most at the same time */
    PATTERNS = 4096,
    FRAMES = 48,      /* of a pattern; longer conversations are no pattern */
    LIVING = 1 << 16,
    SLOTS = 4096,     /* milliseconds that a next frame may be ahead */
    FULL = 1448,      /* payload of a segment of a download */
    DATAGRAM = 1200,  /* and of QUIC */
    NAME_LETTERS = 5, /* of a name's first label that differ, or all that it has */
    PROBE_LETTERS = 12,
    LONGEST_HEAD = 14 + 40 + 60,
};

enum kind { DNS, TLS, QUIC, HTTP, OTHER, KINDS };

struct frame {
    const uint8_t *payload;
    uint16_t length;
    uint16_t options;   /* of TCP, in the capture behind the fixed header */
    const uint8_t *tcp; /* the fixed header, or null for UDP */
    uint16_t wait;      /* milliseconds after the frame before */
    int16_t name;       /* where the name begins in the payload, or -1 */
    int16_t letters;    /* of it that differ */
    int16_t address;    /* where the answer's IPv4 address lies, or -1 */
    bool from_client;
};

struct pattern {
    struct frame frames[FRAMES];
    int count;
    int content; /* frames before the end: here a download begins; -1 where none does */
    int name_length;
    uint16_t server_port;
    bool tcp, six;
    enum kind kind;
    /* while reading */
    uint8_t ends[2][16];
    uint16_t ports[2];
    uint32_t last_micros;
    bool both, whole, spoilt;
};

struct flow {
    const struct pattern *pattern;
    int next; /* frame of the pattern, or in the pool */
    uint32_t more;   /* bytes of the download so far */
    uint32_t step;
    int32_t link;    /* in a slot of the wheel */
    uint32_t name;
    uint32_t host;
    uint16_t port;
    int32_t probe; /* its number, or -1 */
};

static struct pattern patterns[PATTERNS];
static int of_kind[KINDS][PATTERNS], kinds[KINDS];
static int named[PATTERNS], named_count; /* TLS patterns with room for a probe's name */
static struct flow flows[LIVING];
static int32_t unused[LIVING], unused_count;
static int32_t wheel[SLOTS];
static int32_t pool[POOL];
static int pool_count, pool_at, pool_size; /* of two seconds of flows */
static uint32_t by_rank[1 << 16]; /* names by how often they are asked for */
static uint32_t ports[HOSTS]; /* how many each host has used */
static uint8_t filler[FULL];
static uint8_t datagram[DATAGRAM];
static uint64_t lots;

static uint8_t heads[BATCH][LONGEST_HEAD + 1536];
static struct iovec parts[BATCH][2];
static struct mmsghdr messages[BATCH];
static int32_t probes_in_batch[BATCH];
static int filled, fd;
static uint64_t sent, again, started, skipped, next_probe_number;

static uint64_t clock_nanos(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int refuse(const char *what)
{
    fprintf(stderr, "send_school: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* SplitMix64. */
static uint64_t mixed(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint32_t draw(uint32_t below)
{
    lots += 0x9e3779b97f4a7c15u;
    return (uint32_t)((mixed(lots) >> 32) * below >> 32);
}

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value);
}

/* --- patterns --- */

/* Where the server's name lies in a client's hello that is whole in one segment (RFC 8446, RFC 6066). */
static int name_in_hello(const uint8_t *p, int length, int *name_length)
{
    if (length < 48 || p[0] != 22 || p[5] != 1) {
        return -1;
    }
    int at = 9 + 2 + 32;
    at += 1 + p[at];
    if (at + 2 > length) {
        return -1;
    }
    at += 2 + get16(p + at);
    if (at + 1 > length) {
        return -1;
    }
    at += 1 + p[at] + 2;
    while (at + 4 <= length) {
        int type = get16(p + at), size = get16(p + at + 2);
        at += 4;
        if (type == 0 && at + 5 <= length && at + 5 + get16(p + at + 3) <= length) {
            *name_length = get16(p + at + 3);
            return at + 5;
        }
        at += size;
    }
    return -1;
}

static int name_in_request(const uint8_t *p, int length, int *name_length)
{
    const uint8_t *host = memmem(p, (size_t)length, "\r\nHost: ", 8);
    if (host == NULL) {
        return -1;
    }
    int at = (int)(host - p) + 8, end = at;
    while (end < length && p[end] != '\r') {
        end++;
    }
    *name_length = end - at;
    return at;
}

/* The first label, which is as long as its length says (RFC 1035); and the first address in an answer. */
static void look_into_dns(struct frame *frame, int *name_length)
{
    const uint8_t *p = frame->payload;
    if (frame->length < 17 || get16(p + 4) != 1 || p[12] == 0 || p[12] > 63) {
        return;
    }
    frame->name = 13;
    *name_length = p[12];
    int at = 12;
    while (at < frame->length && p[at] != 0) {
        at += 1 + p[at];
    }
    at += 5;
    for (int n = get16(p + 6); n > 0 && at + 12 <= frame->length && p[at] >= 0xc0; n--) {
        if (get16(p + at + 2) == 1 && get16(p + at + 10) == 4 && at + 16 <= frame->length) {
            frame->address = (int16_t)(at + 12);
            return;
        }
        at += 12 + get16(p + at + 10);
    }
}

static int16_t letters_of(const uint8_t *name, int length)
{
    int16_t letters = 0;
    while (letters < length && letters < NAME_LETTERS && name[letters] != '.') {
        letters++;
    }
    return letters;
}

static struct pattern *pattern_of(const uint8_t *a, const uint8_t *b, uint16_t from, uint16_t to, bool tcp, bool six, bool opens, int *count)
{
    for (int i = *count - 1; i >= 0; i--) {
        struct pattern *p = &patterns[i];
        bool forth = p->ports[0] == from && p->ports[1] == to && !memcmp(p->ends[0], a, 16) && !memcmp(p->ends[1], b, 16);
        bool back = p->ports[1] == from && p->ports[0] == to && !memcmp(p->ends[1], a, 16) && !memcmp(p->ends[0], b, 16);
        if (p->tcp == tcp && (forth || back)) {
            return p;
        }
    }
    if (*count == PATTERNS || (tcp && !opens)) {
        return NULL;
    }
    struct pattern *made = &patterns[(*count)++];
    memcpy(made->ends[0], a, 16);
    memcpy(made->ends[1], b, 16);
    made->ports[0] = from;
    made->ports[1] = made->server_port = to;
    made->tcp = tcp;
    made->six = six;
    made->content = -1;
    return made;
}

static void read_frame(const uint8_t *p, int length, uint32_t micros, int *count)
{
    int at = 14;
    if (length < 34 || (p[0] & 1) != 0) {
        return;
    }
    uint16_t type = get16(p + 12);
    while (type == 0x8100 && at + 4 < length) {
        type = get16(p + at + 2);
        at += 4;
    }
    uint8_t ends[2][16] = {{0}};
    bool six = type == 0x86dd;
    int protocol, end;
    if (type == 0x0800 && at + 20 <= length && p[at] == 0x45 && (get16(p + at + 6) & 0x3fff) == 0) {
        protocol = p[at + 9];
        end = at + get16(p + at + 2);
        memcpy(ends[0], p + at + 12, 4);
        memcpy(ends[1], p + at + 16, 4);
        at += 20;
    } else if (six && at + 40 <= length && p[at + 24] != 0xff) {
        protocol = p[at + 6];
        end = at + 40 + get16(p + at + 4);
        memcpy(ends[0], p + at + 8, 16);
        memcpy(ends[1], p + at + 24, 16);
        at += 40;
    } else {
        return;
    }
    bool tcp = protocol == 6;
    if ((!tcp && protocol != 17) || end > length || at + (tcp ? 20 : 8) > end) {
        return;
    }
    const uint8_t *transport = p + at;
    int header = tcp ? (transport[12] >> 4) * 4 : 8;
    if (header < (tcp ? 20 : 8) || at + header > end) {
        return;
    }
    bool opens = tcp && (transport[13] & 0x12) == 0x02;
    struct pattern *pattern = pattern_of(ends[0], ends[1], get16(transport), get16(transport + 2), tcp, six, opens, count);
    if (pattern == NULL) {
        return;
    }
    if (pattern->count == FRAMES || end - at - header > FULL) {
        pattern->spoilt = true;
        return;
    }
    uint32_t gap = pattern->count == 0 ? 0 : (micros - pattern->last_micros) / 1000;
    pattern->last_micros = micros;
    struct frame *frame = &pattern->frames[pattern->count++];
    frame->payload = transport + header;
    frame->length = (uint16_t)(end - at - header);
    frame->tcp = tcp ? transport : NULL;
    frame->options = (uint16_t)(tcp ? header - 20 : 0);
    frame->wait = (uint16_t)(gap < 1 ? 1 : gap > 50 ? 50 : gap);
    frame->name = frame->address = -1;
    frame->from_client = get16(transport) == pattern->ports[0] && !memcmp(ends[0], pattern->ends[0], 16);
    pattern->both |= !frame->from_client;
    if (tcp && (transport[13] & 0x05) != 0) { /* FIN or RST */
        if (!pattern->whole && pattern->count > 4) {
            pattern->content = pattern->count - 1;
        }
        pattern->whole = true;
    }
}

static enum kind kind_of(const struct pattern *p)
{
    if (!p->tcp) {
        return p->server_port == 53 ? DNS : p->server_port == 443 ? QUIC : OTHER;
    }
    return p->server_port == 443 ? TLS : p->server_port == 80 ? HTTP : OTHER;
}

static void read_patterns(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (file < 0 || fstat(file, &stat) < 0 || stat.st_size < 24) {
        refuse(path);
    }
    size_t size = (size_t)stat.st_size;
    const uint8_t *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (map == MAP_FAILED) {
        refuse("mapping");
    }
    int count = 0;
    for (size_t at = 24; size - at >= 16;) {
        uint32_t words[4];
        memcpy(words, map + at, 16);
        if (words[2] > size - at - 16) {
            break;
        }
        read_frame(map + at + 16, (int)words[2], words[0] * 1000000u + words[1], &count);
        at += 16 + words[2];
    }
    for (int i = 0; i < count; i++) {
        struct pattern *p = &patterns[i];
        p->kind = kind_of(p);
        if (p->spoilt || (!p->both && p->kind != QUIC) || (p->tcp && !p->whole)) {
            continue;
        }
        if (p->kind == QUIC) {
            p->content = p->count;
        }
        for (int j = 0; j < p->count; j++) {
            struct frame *f = &p->frames[j];
            int length = 0;
            if (p->kind == DNS) {
                look_into_dns(f, &length);
            } else if (p->kind == TLS && f->from_client) {
                f->name = (int16_t)name_in_hello(f->payload, f->length, &length);
            } else if (p->kind == HTTP && f->from_client) {
                f->name = (int16_t)name_in_request(f->payload, f->length, &length);
            }
            if (f->name >= 0) {
                f->letters = letters_of(f->payload + f->name, length);
                p->name_length = length;
            }
        }
        of_kind[p->kind][kinds[p->kind]++] = i;
        if (p->kind == TLS && p->name_length > PROBE_LETTERS + 2) {
            named[named_count++] = i;
        }
    }
    if (kinds[DNS] == 0 || kinds[TLS] == 0 || named_count == 0) {
        errno = EINVAL;
        refuse("a capture without whole conversations of DNS and TLS");
    }
}

/* --- frames --- */

static void flush(void)
{
    for (int done = 0; done < filled;) {
        int answer = sendmmsg(fd, messages + done, (unsigned)(filled - done), 0);
        if (answer > 0) {
            done += answer;
        } else if (errno == ENOBUFS || errno == EAGAIN || errno == EINTR) {
            again++;
        } else {
            refuse("sending");
        }
    }
    sent += (uint64_t)filled;
    for (int i = 0; i < filled; i++) {
        if (probes_in_batch[i] >= 0) {
            printf("probe %d %lu\n", probes_in_batch[i], clock_nanos(CLOCK_REALTIME));
        }
    }
    filled = 0;
}

static void write_name(const struct flow *flow, int letters, uint8_t *at)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz234567";
    if (flow->probe >= 0) {
        char text[PROBE_LETTERS + 1];
        snprintf(text, sizeof text, "probe-%06d", flow->probe % 1000000);
        memcpy(at, text, PROBE_LETTERS);
        return;
    }
    uint64_t bits = mixed(flow->name);
    for (int i = 0; i < letters; i++, bits >>= 5) {
        at[i] = (uint8_t)LETTERS[bits & 31];
    }
}

/* Where the name's server is: 198.18.0.0/15 is nobody's (RFC 2544). */
static uint32_t server_of(const struct flow *flow) { return 0xc6120000u | (uint32_t)(mixed(flow->name) >> 40 & 0x1ffff); }

/* With whom the flow speaks: all questions go to one name server. */
static uint32_t peer_of(const struct flow *flow) { return flow->pattern->kind == DNS ? 0xc6120035u : server_of(flow); }

/* Ethernet and IP. Returns where the transport begins. */
static uint8_t *begin_frame(uint8_t *at, const struct flow *flow, bool from_client, int transport_bytes)
{
    uint8_t macs[2][6] = {{0x00, 0x21, 0x70, 0x10, 0, 0}, {0x00, 0x0c, 0x00, 0x00, 0x00, 0x01}};
    put16(macs[0] + 4, flow->host);
    memcpy(at, macs[from_client], 6);
    memcpy(at + 6, macs[!from_client], 6);
    const struct pattern *pattern = flow->pattern;
    if (pattern->six) {
        uint8_t ends[2][16] = {{0x20, 1, 0x0d, 0xb8, 0, 0x20}, {0x20, 1, 0x0d, 0xb8, 0xff}};
        ends[0][7] = (uint8_t)(0x20 + (flow->host >> 8)); /* two segments, as with IPv4 */
        put32(ends[0] + 12, flow->host + 1);
        put32(ends[1] + 12, peer_of(flow));
        put16(at + 12, 0x86dd);
        put32(at + 14, 0x60000000);
        put16(at + 18, (uint32_t)transport_bytes);
        at[20] = pattern->tcp ? 6 : 17;
        at[21] = 64;
        memcpy(at + 22, ends[!from_client], 16);
        memcpy(at + 38, ends[from_client], 16);
        return at + 54;
    }
    uint32_t ends[2] = {0x0a140000u + 256 + flow->host, peer_of(flow)};
    put16(at + 12, 0x0800);
    put16(at + 14, 0x4500);
    put16(at + 16, (uint32_t)transport_bytes + 20);
    put32(at + 18, 0x00004000);
    at[22] = from_client ? 64 : 57;
    at[23] = pattern->tcp ? 6 : 17;
    put16(at + 24, 0);
    put32(at + 26, ends[!from_client]);
    put32(at + 30, ends[from_client]);
    uint32_t sum = 0;
    for (int i = 14; i < 34; i += 2) {
        sum += get16(at + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    put16(at + 24, ~(sum + (sum >> 16)) & 0xffff);
    return at + 34;
}

static void put_ports(uint8_t *at, const struct flow *flow, bool from_client)
{
    put16(at, from_client ? flow->port : flow->pattern->server_port);
    put16(at + 2, from_client ? flow->pattern->server_port : flow->port);
}

static void add(int head_bytes, const uint8_t *payload, int length, int32_t probe)
{
    parts[filled][0] = (struct iovec){heads[filled], (size_t)head_bytes};
    parts[filled][1] = (struct iovec){(void *)payload, (size_t)length};
    messages[filled].msg_hdr.msg_iovlen = length > 0 ? 2 : 1;
    probes_in_batch[filled] = probe;
    if (++filled == BATCH) {
        flush();
    }
}

static void send_pattern_frame(const struct flow *flow, int number)
{
    const struct frame *frame = &flow->pattern->frames[number];
    bool tcp = frame->tcp != NULL, client = frame->from_client;
    int header = tcp ? 20 + frame->options : 8;
    uint8_t *at = begin_frame(heads[filled], flow, client, header + frame->length);
    put_ports(at, flow, client);
    if (tcp) {
        memcpy(at + 4, frame->tcp + 4, (size_t)header - 4);
        if (flow->pattern->content >= 0 && number >= flow->pattern->content) {
            int moved = client ? 8 : 4; /* what the server sent in the download */
            put32(at + moved, get32(frame->tcp + moved) + flow->more);
        }
        put16(at + 16, 0);
    } else {
        put16(at + 4, (uint32_t)frame->length + 8);
        put16(at + 6, 0);
    }
    const uint8_t *payload = frame->payload;
    int length = frame->length, head = (int)(at - heads[filled]) + header;
    if (frame->name >= 0 || frame->address >= 0) {
        memcpy(at + header, payload, (size_t)length);
        if (frame->name >= 0) {
            write_name(flow, frame->letters, at + header + frame->name);
        }
        if (frame->address >= 0) {
            put32(at + header + frame->address, server_of(flow));
        }
        head += length;
        length = 0;
    }
    bool last = number == flow->pattern->count - 1;
    add(head, payload, length, last ? flow->probe : -1);
}

/* Two full segments or datagrams of the server, then a short one of the client. */
static void send_download_frame(struct flow *flow)
{
    const struct pattern *pattern = flow->pattern;
    bool client = flow->step++ % 3 == 2;
    if (!pattern->tcp) {
        int bytes = client ? 40 : DATAGRAM;
        uint8_t *udp = begin_frame(heads[filled], flow, client, 8 + bytes);
        put_ports(udp, flow, client);
        put16(udp + 4, (uint32_t)bytes + 8);
        put16(udp + 6, 0);
        add((int)(udp - heads[filled]) + 8, datagram, bytes, -1);
        return;
    }
    const struct frame *next = &pattern->frames[pattern->content];
    int length = client ? 0 : pattern->six ? FULL - 20 : FULL;
    uint8_t *at = begin_frame(heads[filled], flow, client, 20 + length);
    put_ports(at, flow, client);
    uint32_t here = get32(next->tcp + 4), there = get32(next->tcp + 8);
    bool turned = client != next->from_client;
    uint32_t own = turned ? there : here, other = turned ? here : there;
    put32(at + 4, own + (client ? 0 : flow->more));
    put32(at + 8, other + (client ? flow->more : 0));
    put32(at + 12, 0x5010ffff);
    put32(at + 16, 0);
    flow->more += (uint32_t)length;
    add((int)(at - heads[filled]) + 20, filler, length, -1);
}

/* --- flows --- */

static void schedule(int32_t index, uint32_t slot)
{
    flows[index].link = wheel[slot % SLOTS];
    wheel[slot % SLOTS] = index;
}

static void go_on(int32_t index, uint32_t slot)
{
    struct flow *flow = &flows[index];
    send_pattern_frame(flow, flow->next);
    if (++flow->next == flow->pattern->content && flow->probe < 0) {
        if (pool_count < pool_size) {
            pool[pool_count++] = index;
            return;
        }
        int32_t oldest = pool[pool_at];
        pool[pool_at] = index;
        pool_at = (pool_at + 1) % pool_size;
        if (flows[oldest].next < flows[oldest].pattern->count) {
            schedule(oldest, slot + 1);
        } else {
            unused[unused_count++] = oldest;
        }
    } else if (flow->next == flow->pattern->count) {
        unused[unused_count++] = index;
    } else {
        schedule(index, slot + flow->pattern->frames[flow->next].wait);
    }
}

static void start_flow(uint32_t slot, bool probe)
{
    if (unused_count == 0) {
        skipped++;
        return;
    }
    int32_t index = unused[--unused_count];
    static const int SHARE[KINDS] = {30, 45, 12, 8, 5};
    int lot = (int)draw(100), kind = 0;
    while (kind < KINDS - 1 && (lot -= SHARE[kind]) >= 0) {
        kind++;
    }
    if (kinds[kind] == 0) {
        kind = TLS;
    }
    int which = probe ? named[draw((uint32_t)named_count)] : of_kind[kind][draw((uint32_t)kinds[kind])];
    flows[index] = (struct flow){
        .pattern = &patterns[which],
        .name = by_rank[draw(1 << 16)],
        .host = draw(HOSTS),
        .probe = probe ? (int32_t)next_probe_number++ : -1,
    };
    /* In turn, so that a port comes back only when its flow is long over. */
    flows[index].port = (uint16_t)(16384 + ports[flows[index].host]++ % 49000);
    started++;
    go_on(index, slot);
}

/* A name's share falls with its rank, as 1 / rank. */
static void rank_names(void)
{
    double all = 0, sum = 0;
    for (int i = 1; i <= NAMES; i++) {
        all += 1.0 / i;
    }
    int at = 0;
    for (uint32_t i = 1; i <= NAMES; i++) {
        sum += 1.0 / i;
        while (at < 1 << 16 && at < sum / all * (1 << 16)) {
            by_rank[at++] = i;
        }
    }
    while (at < 1 << 16) {
        by_rank[at++] = NAMES;
    }
}

int main(int count, char **arguments)
{
    if (count < 6 || count > 8) {
        fputs("usage: send_school INTERFACE CAPTURE PACKETS_A_SECOND FLOWS_A_SECOND SECONDS [SEED [PROBES_SECONDS]]\n", stderr);
        return 2;
    }
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(arguments[1])};
    fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    int one = 1;
    if (address.sll_ifindex == 0 || fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) < 0) {
        refuse(arguments[1]);
    }
    double packet_rate = atof(arguments[3]), flow_rate = atof(arguments[4]), seconds = atof(arguments[5]);
    pool_size = flow_rate < 1 ? 1 : flow_rate * 2 > POOL ? POOL : (int)(flow_rate * 2);
    lots = count > 6 ? strtoull(arguments[6], NULL, 10) : 7;
    double probing = count > 7 ? atof(arguments[7]) : seconds;
    read_patterns(arguments[2]);
    rank_names();
    for (int i = 0; i < FULL; i++) {
        filler[i] = (uint8_t)mixed((uint64_t)i);
    }
    memcpy(datagram, filler, DATAGRAM);
    datagram[0] = 0x45; /* a short header (RFC 9000, section 17.3) */
    for (int i = 0; i < BATCH; i++) {
        messages[i].msg_hdr.msg_iov = parts[i];
    }
    for (int i = 0; i < LIVING; i++) {
        unused[unused_count++] = LIVING - 1 - i;
    }
    memset(wheel, 0xff, sizeof wheel);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("patterns DNS %d TLS %d QUIC %d HTTP %d others %d\n", kinds[DNS], kinds[TLS], kinds[QUIC], kinds[HTTP], kinds[OTHER]);

    uint64_t began = clock_nanos(CLOCK_MONOTONIC), latest = 0;
    double probe_at = 0.5;
    uint32_t downloads = 0;
    for (uint32_t slot = 0; slot < seconds * 1000; slot++) {
        uint64_t due = began + (uint64_t)slot * 1000000u, now = clock_nanos(CLOCK_MONOTONIC);
        if (now < due) {
            struct timespec until = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)};
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        } else if (now - due > latest) {
            latest = now - due;
        }
        int32_t index = wheel[slot % SLOTS];
        wheel[slot % SLOTS] = -1;
        while (index >= 0) {
            int32_t next = flows[index].link;
            go_on(index, slot);
            index = next;
        }
        while ((double)started < flow_rate * slot / 1000) {
            start_flow(slot, false);
        }
        if (slot >= probe_at * 1000 && probe_at < probing) {
            start_flow(slot, true);
            probe_at += 0.7 + draw(600) / 1000.0;
        }
        while (pool_count > 0 && (double)(sent + (uint64_t)filled) < packet_rate * slot / 1000) {
            send_download_frame(&flows[pool[downloads++ % (uint32_t)pool_count]]);
        }
        flush();
    }
    double took = (double)(clock_nanos(CLOCK_MONOTONIC) - began) / 1e9;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("sent %lu again %lu flows %lu skipped %lu seconds %.3f late-ms %.1f cpu %.2f\n", sent, again, started, skipped, took,
           (double)latest / 1e6, cpu);
    return 0;
}
