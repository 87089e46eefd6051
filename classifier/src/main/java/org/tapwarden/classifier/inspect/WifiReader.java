package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.WifiHeader;

/// Reads what is said on the radio of networks and stations (IEEE 802.11-2020, section 9.3.3).
///
/// The air is anybody's, so it must not fill the ring that all sightings share. What was told is
/// told again only when it changed or a while is over; and in a second of event time a shard tells
/// {@link #MOST_A_SECOND} at most, the rest is counted. All that is remembered is remembered by
/// shard, so the same is told on any number of threads.
final class WifiReader {

    /// Sightings of one shard in a second. A tool that throws one station off sends up to 256 from
    /// either side.
    static final int MOST_A_SECOND = Caps.of(512, 16);

    /// Networks that a shard remembers.
    static final int NETWORKS = Caps.of(256, 16);

    /// Stations that a shard remembers.
    static final int STATIONS = Caps.of(512, 16);

    private static final long SECOND_NANOS = 1_000_000_000L;

    /// A station that goes on sending is told once in this time.
    private static final long STATION_NANOS = 10 * SECOND_NANOS;

    private static final int ASSOCIATION = 0;
    private static final int REASSOCIATION = 2;
    private static final int PROBE_RESPONSE = 5;
    private static final int BEACON = 8;
    private static final int DISASSOCIATION = 10;
    private static final int DEAUTHENTICATION = 12;
    private static final int REASON_LENGTH = 2;

    private final RecordWriter writer;
    private final Consumer<RecordWriter> sightings;
    private final WifiNetwork network = new WifiNetwork();
    private final RecentlyTold networks = new RecentlyTold(NETWORKS);
    private final RecentlyTold stations = new RecentlyTold(STATIONS);
    private final RecentlyTold ends = new RecentlyTold(STATIONS);
    private final long[] second = new long[FlowTable.SHARDS];
    private final int[] toldInSecond = new int[FlowTable.SHARDS];
    private long repeated;
    private long skipped;

    WifiReader(RecordWriter writer, Consumer<RecordWriter> sightings) {
        this.writer = writer;
        this.sightings = sightings;
    }

    /// Frames that said nothing new.
    long repeated() {
        return repeated;
    }

    /// Frames that said something and came above the rate.
    long skipped() {
        return skipped;
    }

    /// A management frame.
    ///
    /// @param at the 802.11 header, which the loop found sound
    void management(FrameFacts frame, MemorySegment block, long at, long end) {
        var header = new WifiHeader(block, at);
        // Behind an encrypted header nothing can be read; only ends of connections are encrypted
        // where it matters (802.11w), and those nobody can forge.
        if (header.isProtected() || header.isLaterFragment()) {
            return;
        }
        var body = new Message(block, header.payloadAt(), end);
        switch (header.subtype()) {
            case BEACON, PROBE_RESPONSE -> offered(frame, header, body);
            case DISASSOCIATION, DEAUTHENTICATION -> ended(frame, header, body);
            case ASSOCIATION, REASSOCIATION -> station(frame, header.bssid(), header.source());
            default -> {}
        }
    }

    /// A data frame of a station, which tells whose network it is in.
    void data(FrameFacts frame, MemorySegment block, long at, long end) {
        if (WifiHeader.fault(block, at, end) == Fault.NONE) {
            var header = new WifiHeader(block, at);
            station(frame, header.bssid(), header.transmitter());
        }
    }

    private void offered(FrameFacts frame, WifiHeader header, Message body) {
        long bssid = header.bssid();
        if (bssid == 0 || isGroup(bssid) || !network.read(body)) {
            return;
        }
        boolean answer = header.subtype() == PROBE_RESPONSE;
        long key = answer ? bssid | 1L << 48 : bssid;
        if (!networks.isNew(
                frame.shard(), key, network.content(), frame.eventNanos(), SECOND_NANOS)) {
            repeated++;
        } else if (mayTell(frame)) {
            sightings.accept(
                    SightingCodec.networkOffered(
                            writer,
                            frame,
                            bssid,
                            network.ssid(),
                            network.channel(),
                            network.security(),
                            answer));
        }
    }

    private void ended(FrameFacts frame, WifiHeader header, Message body) {
        if (!body.has(0, REASON_LENGTH)) {
            return;
        }
        // Radios send a frame again, ten times and more, when nobody acknowledges it.
        long content = header.destination() << Short.SIZE | header.sequenceControl();
        boolean same =
                !ends.isNew(
                        frame.shard(), header.source(), content, frame.eventNanos(), SECOND_NANOS);
        if (same && header.isRetry()) {
            repeated++;
        } else if (mayTell(frame)) {
            sightings.accept(
                    SightingCodec.linkEnded(
                            writer,
                            frame,
                            header.bssid(),
                            header.source(),
                            header.destination(),
                            body.u16le(0),
                            header.subtype() == DISASSOCIATION));
        }
    }

    private void station(FrameFacts frame, long bssid, long station) {
        if (bssid == 0 || station == 0 || station == bssid || isGroup(station)) {
            return;
        }
        if (!stations.isNew(frame.shard(), station, bssid, frame.eventNanos(), STATION_NANOS)) {
            repeated++;
        } else if (mayTell(frame)) {
            sightings.accept(SightingCodec.stationHeard(writer, frame, bssid, station));
        }
    }

    private static boolean isGroup(long mac) {
        return (mac >>> 40 & 1) != 0;
    }

    private boolean mayTell(FrameFacts frame) {
        int shard = frame.shard();
        long now = frame.eventNanos() / SECOND_NANOS;
        if (second[shard] != now) {
            second[shard] = now;
            toldInSecond[shard] = 0;
        }
        if (toldInSecond[shard] == MOST_A_SECOND) {
            skipped++;
            return false;
        }
        toldInSecond[shard]++;
        return true;
    }
}
