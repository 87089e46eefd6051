/*
 * Times how long a connection attempt takes until a reset ends it: from the SYN to the answer that connect(2) gives.
 *
 *   reset_probe ADDRESS PORT COUNT PAUSE_MICROS
 *
 * Whoever answers has to be the responder that is measured: the address itself must say nothing. Prints
 * "count N refused N p50-ns N p90-ns N p99-ns N".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fputs("usage: reset_probe ADDRESS PORT COUNT PAUSE_MICROS\n", stderr);
        return 2;
    }
    int port = atoi(arguments[2]), times = atoi(arguments[3]), pause = atoi(arguments[4]);
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    const struct sockaddr *to = (const struct sockaddr *)&v4;
    socklen_t size = sizeof v4;
    if (inet_pton(AF_INET, arguments[1], &v4.sin_addr) != 1) {
        if (inet_pton(AF_INET6, arguments[1], &v6.sin6_addr) != 1) {
            fputs("reset_probe: no address\n", stderr);
            return 2;
        }
        to = (const struct sockaddr *)&v6;
        size = sizeof v6;
    }
    int64_t *took = calloc((size_t)times, sizeof *took);
    int refused = 0;
    /* Nobody waits longer for an answer than for a lost SYN. */
    struct timeval patience = {.tv_sec = 1};
    for (int i = 0; i < times; i++) {
        int fd = socket(to->sa_family, SOCK_STREAM, 0);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        int64_t began = now();
        int answer = connect(fd, to, size);
        int64_t ended = now();
        if (answer < 0 && errno == ECONNREFUSED) {
            took[refused++] = ended - began;
        }
        close(fd);
        usleep((useconds_t)pause);
    }
    if (refused == 0) {
        printf("count %d refused 0\n", times);
        return 1;
    }
    qsort(took, (size_t)refused, sizeof *took, by_value);
    printf("count %d refused %d p50-ns %lld p90-ns %lld p99-ns %lld\n", times, refused, (long long)took[refused / 2],
           (long long)took[refused * 9 / 10], (long long)took[refused * 99 / 100]);
    return 0;
}
