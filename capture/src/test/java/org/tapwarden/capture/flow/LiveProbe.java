package org.tapwarden.capture.flow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.ring.AfPacketRing;
import org.tapwarden.capture.ring.Fanout;
import org.tapwarden.capture.ring.ResumingSource;

/// Watches an interface inside a test's network namespace with as many threads as asked for, and
/// says what it saw. `account` on standard input asks for the numbers; its end ends the probe.
///
/// Arguments: interface, threads, megabytes of a ring, microseconds that each packet costs on the
/// threads whose name begins with the last argument.
final class LiveProbe {

    private final LiveCapture capture;

    private LiveProbe(LiveCapture capture) {
        this.capture = capture;
    }

    public static void main(String[] arguments) throws IOException {
        String name = arguments[0];
        int threads = Integer.parseInt(arguments[1]);
        int ringBytes = Integer.parseInt(arguments[2]) << 20;
        long slowNanos = Long.parseLong(arguments[3]) * 1_000;
        String slowThreads = arguments[4];
        LongSupplier wall =
                () -> {
                    Instant now = Instant.now();
                    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
                };
        var fanout = threads > 1 ? new Fanout() : Fanout.ALONE;
        List<FrameSource> sources = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            sources.add(
                    ResumingSource.open(
                            name, () -> AfPacketRing.open(name, 0, ringBytes, fanout), wall));
        }
        var pipeline =
                Pipeline.of(
                        FlowLimits.DEFAULTS,
                        (table, events) -> new Teller(table, events, slowNanos, slowThreads));
        try (var live = new LiveCapture(pipeline, sources, wall, 42)) {
            live.start();
            System.out.println("ready");
            new LiveProbe(live).untilAsked();
        }
    }

    private void untilAsked() throws IOException {
        var asking = new Thread(this::answer);
        asking.start();
        while (capture.isRunning()) {
            tell();
        }
        tell();
        System.out.println(numbers());
        capture.taps()
                .forEach(w -> System.out.println("tap " + w.tap().state() + " " + w.tap().gaps()));
        System.out.println("blind " + capture.taps().getFirst().tap().blindNanos() / 1_000_000);
        System.out.println("bugs " + capture.account().dropped(LossAccount.Drop.BATCH_GIVEN_UP));
    }

    private void tell() {
        EventMerge.Receiver receiver =
                (kind, array, offset, length) ->
                        System.out.println(
                                new String(array, offset, length, StandardCharsets.UTF_8));
        if (capture.events().drain(receiver, 1_000) == 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void answer() {
        try (var in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(line.equals("account") ? numbers() : "what is " + line);
            }
        } catch (IOException e) {
            System.out.println("error: " + e.getMessage());
        }
        capture.stop();
    }

    private String numbers() {
        LossAccount account = capture.account();
        var text = new StringBuilder("account offered " + account.offered());
        text.append(" processed ").append(account.processed());
        text.append(" waiting ").append(account.waiting());
        text.append(" unaccounted ").append(account.unaccounted());
        account.drops().forEach((drop, n) -> text.append(' ' + drop.word() + ' ' + n));
        return text.toString();
    }

    /// Tells the begin and the end of each flow, and wants to see every payload, slowly if asked.
    private static final class Teller extends SilentInspector {
        private final FlowTable table;
        private final EventStream events;
        private final long slowNanos;
        private final String slowThreads;

        Teller(FlowTable table, EventStream events, long slowNanos, String slowThreads) {
            this.table = table;
            this.events = events;
            this.slowNanos = slowNanos;
            this.slowThreads = slowThreads;
        }

        private String ends(int slot) {
            return table.source(slot)
                    + ":"
                    + table.sourcePort(slot)
                    + " > "
                    + table.destination(slot)
                    + ":"
                    + table.destinationPort(slot);
        }

        @Override
        public void began(int slot, FrameFacts frame, MemorySegment block, long end) {
            byte[] bytes = ("began " + ends(slot)).getBytes(StandardCharsets.UTF_8);
            events.sighting(bytes, bytes.length);
        }

        @Override
        public Interest inspect(
                int slot,
                Direction direction,
                long streamOffset,
                FrameFacts frame,
                MemorySegment block,
                long at,
                int length) {
            if (slowNanos > 0 && Thread.currentThread().getName().startsWith(slowThreads)) {
                LockSupport.parkNanos(slowNanos);
            }
            return Interest.MORE;
        }

        @Override
        public void ended(int slot, EndReason reason) {
            String both =
                    table.packets(slot, Direction.FROM_SOURCE)
                            + "+"
                            + table.packets(slot, Direction.FROM_DESTINATION);
            String thread = Thread.currentThread().getName();
            byte[] bytes =
                    ("flow " + ends(slot) + " " + both + " " + thread)
                            .getBytes(StandardCharsets.UTF_8);
            events.flow(bytes, bytes.length);
        }
    }
}
