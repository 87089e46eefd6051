package org.tapwarden.capture.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.Timestamp;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// Live frames through libpcap: the second driver, for where AF_PACKET is missing. Each frame is
/// copied, so it costs some ten times what the ring costs.
///
/// Opened in immediate mode and never blocking: libpcap's own timeout does not end while the wire
/// is silent, and neither would the program. Its buffer holds one snap length for each frame, so it
/// is large.
public final class Pcap4jSource implements FrameSource {

    private static final int SNAPLEN = 65_536;
    private static final int TIMEOUT_MILLIS = 20;
    private static final int BUFFER_BYTES = 64 << 20;
    private static final long PAUSE_NANOS = 1_000_000L;

    private final PcapHandle handle;
    private final String name;
    private final int number;
    private final int linkType;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment frames = arena.allocate((long) SNAPLEN * Block.CAPACITY);
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Losses losses = Losses.NONE;
    private volatile boolean closed;

    /// Watches the interface.
    ///
    /// @param number that its frames carry for their interface
    /// @throws IOException when that cannot be; the message is one line for people
    public static Pcap4jSource open(String interfaceName, int number) throws IOException {
        try {
            var builder =
                    new PcapHandle.Builder(interfaceName)
                            .snaplen(SNAPLEN)
                            .promiscuousMode(PromiscuousMode.PROMISCUOUS)
                            .timeoutMillis(TIMEOUT_MILLIS)
                            .timestampPrecision(TimestampPrecision.NANO)
                            .bufferSize(BUFFER_BYTES)
                            .immediateMode(true);
            PcapHandle handle = builder.build();
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            return new Pcap4jSource(interfaceName, number, handle);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IOException("cannot watch " + interfaceName + ": " + e.getMessage(), e);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IOException(
                    "the driver pcap4j needs libpcap (Debian: apt-get install libpcap0.8)", e);
        }
    }

    private Pcap4jSource(String name, int number, PcapHandle handle) {
        this.name = name;
        this.number = number;
        this.handle = handle;
        this.linkType = handle.getDlt().value();
    }

    @Override
    public Read read(Block block, long waitNanos) throws IOException {
        reading.lock();
        try {
            if (closed) {
                return Read.END;
            }
            block.begin(frames, Window.STATIC);
            for (long at = 0; !block.isFull(); at += SNAPLEN) {
                byte[] frame = handle.getNextRawPacket();
                if (frame == null) {
                    break;
                }
                MemorySegment.copy(frame, 0, frames, JAVA_BYTE, at, frame.length);
                Timestamp stamp = handle.getTimestamp();
                long seconds = Math.floorDiv(stamp.getTime(), 1_000L);
                block.add(
                        at,
                        frame.length,
                        Math.max(frame.length, handle.getOriginalLength()),
                        seconds * 1_000_000_000L + stamp.getNanos(),
                        linkType,
                        Block.NO_VLAN,
                        number);
            }
            count();
        } catch (NotOpenException e) {
            return Read.END;
        } finally {
            reading.unlock();
        }
        if (block.count() == 0) {
            LockSupport.parkNanos(Math.min(waitNanos, PAUSE_NANOS));
            return Read.IDLE;
        }
        return Read.FRAMES;
    }

    private void count() throws NotOpenException, IOException {
        try {
            losses = new Losses(handle.getStats().getNumPacketsDropped(), 0);
        } catch (PcapNativeException e) {
            throw new IOException("interface " + name + " is gone", e);
        }
    }

    @Override
    public Losses losses() {
        return losses;
    }

    @Override
    public void close() {
        closed = true;
        reading.lock();
        try {
            if (arena.scope().isAlive()) {
                handle.close();
                arena.close();
            }
        } finally {
            reading.unlock();
        }
    }
}
