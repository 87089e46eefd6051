package org.tapwarden.appliance.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Echo requests at a steady beat, and which of them stayed without an answer.
public final class Pings implements AutoCloseable {

    private static final Pattern ANSWERED = Pattern.compile("icmp_seq=(\\d+) ttl=");
    private static final Pattern SENT = Pattern.compile("(\\d+) packets transmitted");

    private final Running ping;
    private final Duration beat;

    Pings(Running ping, Duration beat) {
        this.ping = ping;
        this.beat = beat;
    }

    /// @param sent without the last one, whose answer may have been on its way
    public record Count(int sent, List<Integer> lost, Duration longestGap) {}

    public int answeredSoFar() {
        return (int) ANSWERED.matcher(ping.said()).results().count();
    }

    /// Stops and counts.
    public Count stop() throws IOException, InterruptedException {
        ping.interrupt();
        ping.awaits(" packets transmitted", Duration.ofSeconds(5));
        String said = ping.said();
        Matcher total = SENT.matcher(said);
        if (!total.find()) {
            throw new IllegalStateException(said);
        }
        int sent = Math.max(0, Integer.parseInt(total.group(1)) - 1);
        boolean[] answered = new boolean[sent + 2];
        ANSWERED.matcher(said)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .filter(number -> number <= sent)
                .forEach(number -> answered[number] = true);
        List<Integer> lost =
                IntStream.rangeClosed(1, sent).filter(number -> !answered[number]).boxed().toList();
        int longest = 0;
        int current = 0;
        for (int number = 1; number <= sent; number++) {
            current = answered[number] ? 0 : current + 1;
            longest = Math.max(longest, current);
        }
        return new Count(sent, lost, beat.multipliedBy(longest));
    }

    @Override
    public void close() {
        ping.close();
    }
}
