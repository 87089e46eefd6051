package org.tapwarden.capture.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a replay told, as lines: an inspector that writes down every call.
record Played(List<String> lines, FrameDecoder.Counters frames, FlowEngine.Counters flows) {

    static Played play(FlowLimits limits, Frames frames, int threads) {
        return play(Pipeline.of(limits, Scribe::new), frames, threads);
    }

    static Played play(Pipeline pipeline, Frames frames, int threads) {
        return play(new ReplayEngines(pipeline, threads), frames);
    }

    static Played play(ReplayEngines engines, Frames frames) {
        List<String> lines = new ArrayList<>();
        try (var replay = new Replay(engines, frames.source())) {
            EventMerge.Receiver receiver =
                    (kind, array, offset, length) ->
                            lines.add(new String(array, offset, length, StandardCharsets.UTF_8));
            replay.start();
            while (!replay.isOver()) {
                if (replay.events().drain(receiver, 1_000) == 0) {
                    Thread.onSpinWait();
                }
            }
            while (replay.events().drain(receiver, 1_000) > 0) {
                Thread.onSpinWait();
            }
            return new Played(lines, replay.frameCounters(), replay.flowCounters());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> starting(String word) {
        return lines.stream().filter(line -> line.startsWith(word)).toList();
    }

    static Inspector scribe(FlowTable table, EventStream events) {
        return new Scribe(table, events);
    }

    /// Writes what the loop tells, and wants to see every payload.
    private static final class Scribe implements Inspector {
        private final FlowTable table;
        private final EventStream events;

        Scribe(FlowTable table, EventStream events) {
            this.table = table;
            this.events = events;
        }

        private void flow(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            events.flow(bytes, bytes.length);
        }

        private void sighting(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            events.sighting(bytes, bytes.length);
        }

        @Override
        public void began(int slot, FrameFacts frame, MemorySegment block, long end) {
            sighting("began " + table.flowId(slot) + " " + ends(slot));
        }

        private static String outers(int kinds) {
            var words = new StringBuilder();
            for (Outer kind : Outer.values()) {
                if ((kinds & 1 << kind.ordinal()) != 0) {
                    words.append(words.isEmpty() ? "" : "+").append(kind.word());
                }
            }
            return words.toString();
        }

        private String ends(int slot) {
            return table.source(slot)
                    + ":"
                    + table.sourcePort(slot)
                    + " > "
                    + table.destination(slot)
                    + ":"
                    + table.destinationPort(slot)
                    + " "
                    + outers(table.outers(slot))
                    + " vlan "
                    + table.vlan(slot)
                    + (table.isSwapped(slot) ? " swapped" : "")
                    + (table.claimedNanos(slot) == 0 ? "" : " claimed " + table.claimedNanos(slot));
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
            byte[] bytes = new byte[Math.min(length, 40)];
            MemorySegment.copy(block, ValueLayout.JAVA_BYTE, at, bytes, 0, bytes.length);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            sighting("payload " + direction + " +" + streamOffset + " " + length + " " + text);
            return Interest.MORE;
        }

        @Override
        public void sliced(int slot) {
            flow("slice " + counted(slot));
        }

        @Override
        public void ended(int slot, EndReason reason) {
            flow("ended " + reason.word() + " " + counted(slot) + " " + ends(slot));
        }

        private String counted(int slot) {
            return table.flowId(slot)
                    + "/"
                    + table.sliceNumber(slot)
                    + " "
                    + table.slicePackets(slot, Direction.FROM_SOURCE)
                    + "+"
                    + table.slicePackets(slot, Direction.FROM_DESTINATION)
                    + " of "
                    + table.packets(slot, Direction.FROM_SOURCE)
                    + "+"
                    + table.packets(slot, Direction.FROM_DESTINATION);
        }

        @Override
        public void outside(
                Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {
            sighting("outside " + kind + " " + (end - at));
        }

        @Override
        public void watched(int watched, boolean fromWatched, FrameFacts frame) {
            sighting("watched " + watched + (fromWatched ? " sent" : " received"));
        }
    }
}
