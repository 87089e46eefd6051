package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.util.TreeMap;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.pcap.Pcap4jSource;

/// Watches an interface inside a test's network namespace, as a program of its own, and says what
/// it saw: `<ether type>/<vlan> <frames>` a line. Ends when standard input does.
final class RingProbe {

    private RingProbe() {}

    public static void main(String[] arguments) throws IOException {
        var seen = new TreeMap<String, Integer>();
        FrameSource ring = open(arguments[0], arguments[1]);
        var asked = new Thread(() -> waitForEnd(ring));
        asked.setDaemon(true);
        asked.start();
        System.out.println("ready");
        var block = new Block();
        try {
            FrameSource.Read read;
            while ((read = ring.read(block, 50_000_000L)) != FrameSource.Read.END) {
                for (int i = 0; read == FrameSource.Read.FRAMES && i < block.count(); i++) {
                    int high = block.segment().get(JAVA_BYTE, block.offset(i) + 12) & 0xff;
                    int low = block.segment().get(JAVA_BYTE, block.offset(i) + 13) & 0xff;
                    String kind = Integer.toHexString(high << 8 | low) + "/" + block.vlan(i);
                    seen.merge(kind, 1, Integer::sum);
                    seen.merge("link " + block.linkType(i), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            System.out.println("error: " + e.getMessage());
        }
        seen.forEach((kind, count) -> System.out.println(kind + " " + count));
        System.out.println("drops " + ring.losses().kernelDrops());
    }

    private static FrameSource open(String name, String driver) throws IOException {
        try {
            boolean pcap4j = driver.equals("pcap4j");
            return pcap4j
                    ? Pcap4jSource.open(name, 0)
                    : AfPacketRing.open(name, 0, 8 << 20, Fanout.ALONE);
        } catch (IOException e) {
            System.out.println("error: " + e.getMessage());
            throw e;
        }
    }

    private static void waitForEnd(FrameSource ring) {
        try {
            System.in.readAllBytes();
        } catch (IOException e) {
            System.out.println("error: " + e.getMessage());
        }
        ring.close();
    }
}
