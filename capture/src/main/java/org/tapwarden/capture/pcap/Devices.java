package org.tapwarden.capture.pcap;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/// The interfaces that can be watched.
public final class Devices {

    private Devices() {}

    /// One of them.
    ///
    /// @param description as libpcap gives it, or empty
    public record Device(String name, String description, boolean up, boolean loopback) {}

    /// All that libpcap finds, in its order.
    ///
    /// @throws IOException when it cannot look, or libpcap is missing
    public static List<Device> list() throws IOException {
        try {
            return Pcaps.findAllDevs().stream()
                    .map(d ->
                            new Device(
                                    d.getName(),
                                    Objects.requireNonNullElse(d.getDescription(), ""),
                                    d.isUp(),
                                    d.isLoopBack()))
                    .toList();
        } catch (PcapNativeException e) {
            throw new IOException("cannot list interfaces: " + e.getMessage(), e);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IOException(
                    "listing interfaces needs libpcap (Debian: apt-get install libpcap0.8)", e);
        }
    }
}
