package org.tapwarden.enforcer.reset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.ring.FilteredSocket;
import org.tapwarden.enforcer.order.Subject;

/// What answers a frame makes hardly any garbage. Counted in a process of its own: after the second
/// compiler, which the tests' own processes do without, and where no other test was some other use
/// of the same classes.
class ResponderAllocationTest {

    private static final String SAID = "bytes allocated ";
    private static final int FRAMES = 20_000;

    /// None at all as a rule. Beside other programs the compiler may inline less and leave one.
    private static final int SMALL_OBJECT = 48;

    @Test
    void makes_at_most_a_small_object_for_a_frame() throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Counting.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        Matcher bytes = Pattern.compile(SAID + "(\\d+)").matcher(said);
        assertThat(bytes.find()).as(said).isTrue();
        assertThat(Long.parseLong(bytes.group(1), 10) / FRAMES)
                .as("bytes for a frame")
                .isLessThanOrEqualTo(SMALL_OBJECT);
    }

    /// The child.
    static final class Counting {

        private static final int MOST_PASSES = 30;
        private static final long NOW = 1_000_000_000L;
        private static final long DEVICE = 0x0200_0000_7901L;
        private static final long OWN = 0x0200_0000_aaaaL;

        /// A segment of an established connection, from the other end to the device.
        private static final String SEGMENT =
                "0200000079fe"
                        + "020000007901"
                        + "080045000028000000004006"
                        + "0000"
                        + "0a4f0001"
                        + "cb007101"
                        + "0fa001bb"
                        + "00000001"
                        + "00000001"
                        + "5010040000000000";

        private Counting() {}

        public static void main(String[] args) throws IOException {
            var caps = new ResetSettings.Caps(10_000, 1_000);
            var settings =
                    new ResetSettings("tap0", "mgmt", ResetSettings.Unreachable.PORT, caps, caps);
            Rehearsal.run(settings);
            byte[] bytes = HexFormat.of().parseHex(SEGMENT);
            MemorySegment segment = Arena.ofAuto().allocate(2_048);
            MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
            var one = new ResetSettings.Caps(1_000, 100);
            var subject = new Subject(1, Set.of(new Mac(DEVICE)), Set.of(), "");
            var restricted =
                    new Restricted(
                            List.of(
                                    new Restriction(
                                            "case",
                                            subject,
                                            Set.of(),
                                            one,
                                            Long.MAX_VALUE / 2,
                                            NOW)));
            try (var out = FilteredSocket.rehearsal(OWN, 20)) {
                var responder = new Responder(out.sender(), settings, _ -> false, new Tally(), NOW);
                var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                // Until it is compiled, which happens beside.
                long allocated = Long.MAX_VALUE;
                for (int pass = 0; pass < MOST_PASSES && allocated > 0; pass++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < FRAMES; i++) {
                        long now = NOW + (pass * (long) FRAMES + i) * 10_000_000L;
                        answer(responder, restricted, segment, bytes.length, now, out);
                    }
                    allocated = threads.getCurrentThreadAllocatedBytes() - before;
                }
                System.out.println(SAID + allocated);
            }
        }

        private static void answer(
                Responder responder,
                Restricted restricted,
                MemorySegment segment,
                int length,
                long now,
                FilteredSocket.Rehearsal out) {
            responder.see(restricted, segment, length, FilteredSocket.NO_TAG, now);
            int first = out.receiver().receive();
            int second = out.receiver().receive();
            if (first < 0 || second < 0) {
                throw new IllegalStateException("a segment gets two resets");
            }
        }
    }
}
