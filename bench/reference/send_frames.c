/*
 * Sends the frames of a capture file from memory, at a steady rate, and says how many.
 *
 *   send_frames INTERFACE FILE [PACKETS_A_SECOND [PACKETS]]
 *
 * With a number of packets the file is sent again and again, or a part of it, until there were as many;
 * a rate of 0 is as fast as it goes.
 *
 * trafgen would need them as text (five bytes a byte), and netsniff-ng cannot hold a rate; neither says
 * what the kernel refused.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64 };

static uint64_t now_nanos(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int refuse(const char *what)
{
    fprintf(stderr, "send_frames: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int count, char **arguments)
{
    if (count < 3 || count > 5) {
        fputs("usage: send_frames INTERFACE FILE [PACKETS_A_SECOND [PACKETS]]\n", stderr);
        return 2;
    }
    double rate = count >= 4 ? atof(arguments[3]) : 0;
    uint64_t wanted = count == 5 ? strtoull(arguments[4], NULL, 10) : 0;
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(arguments[1])};
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (address.sll_ifindex == 0 || fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        return refuse(arguments[1]);
    }
    /* The queue of the interface is not what is measured. */
    int one = 1;
    if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) < 0) {
        return refuse("leaving out the queue");
    }
    int file = open(arguments[2], O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (file < 0 || fstat(file, &stat) < 0 || stat.st_size < 24) {
        return refuse(arguments[2]);
    }
    size_t size = (size_t)stat.st_size;
    uint8_t *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (map == MAP_FAILED) {
        return refuse("mapping");
    }

    struct iovec frames[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        messages[i].msg_hdr.msg_iov = &frames[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    uint64_t sent = 0, again = 0, began = now_nanos();
    size_t at = 24;
    while (wanted > 0 ? sent < wanted : size - at >= 16) {
        if (size - at < 16) {
            if (at == 24) {
                errno = EINVAL;
                return refuse("a capture without frames");
            }
            at = 24;
        }
        int filled = 0;
        while (filled < BATCH && size - at >= 16) {
            uint32_t captured;
            memcpy(&captured, map + at + 8, 4);
            if (captured > size - at - 16) {
                size = at;
                break;
            }
            frames[filled].iov_base = map + at + 16;
            frames[filled++].iov_len = captured;
            at += 16 + captured;
        }
        if (rate > 0) {
            uint64_t due = began + (uint64_t)((double)sent * 1e9 / rate);
            while (now_nanos() < due) {
            }
        }
        for (int done = 0; done < filled;) {
            int answer = sendmmsg(fd, messages + done, (unsigned)(filled - done), 0);
            if (answer > 0) {
                done += answer;
            } else if (errno == ENOBUFS || errno == EAGAIN || errno == EINTR) {
                again++;
            } else {
                return refuse("sending");
            }
        }
        sent += (uint64_t)filled;
    }
    double seconds = (double)(now_nanos() - began) / 1e9;
    printf("sent %lu again %lu seconds %.3f rate %.0f\n", sent, again, seconds, (double)sent / seconds);
    return 0;
}
