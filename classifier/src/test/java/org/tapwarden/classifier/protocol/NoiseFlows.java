package org.tapwarden.classifier.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.tapwarden.capture.flow.Direction;

/// Flows of noise, for dissectors whose labels accuse.
public final class NoiseFlows {

    private static final int FLOWS = 75_000;
    private static final int PAYLOADS = 4;

    private static final int[] PORTS = {
        40_000, 443, 500, 655, 1080, 1194, 1701, 1723, 2123, 2152, 2408, 3333, 4242, 4500, 4501,
        4662, 4672, 5004, 6346, 6881, 7075, 7654, 8333, 9993, 17_500, 18_080, 21_027, 30_303,
        41_641, 51_820
    };

    private NoiseFlows() {}

    /// Shows 300,000 payloads, four to a flow in both directions, with what each dissector
    /// remembers of them.
    ///
    /// @param sparse whether most bytes are zeros or small numbers, as in the headers of many
    ///   protocols
    public static void assertUnknown(List<Dissector> dissectors, long seed, boolean sparse) {
        var random = new Random(seed);
        var learnt = new Learnt();
        var payload = new Payload();
        for (int flow = 0; flow < FLOWS; flow++) {
            Transport transport = flow % 3 == 0 ? Transport.TCP : Transport.UDP;
            int port = PORTS[random.nextInt(PORTS.length)];
            byte[][] noise = new byte[PAYLOADS][];
            boolean[] fromSource = new boolean[PAYLOADS];
            for (int i = 0; i < PAYLOADS; i++) {
                noise[i] = noise(random, sparse);
                fromSource[i] = random.nextBoolean();
            }
            for (Dissector dissector : dissectors) {
                if (dissector.about().transports().contains(transport)) {
                    long memory = 0;
                    Dissector.Answer answer = Dissector.Answer.PERHAPS;
                    for (int i = 0; i < PAYLOADS && answer == Dissector.Answer.PERHAPS; i++) {
                        payload.of(
                                transport,
                                fromSource[i] ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION,
                                50_000,
                                port);
                        payload.set(noise[i], 0, noise[i].length);
                        payload.after(i + 1, memory);
                        learnt.clear();
                        answer = dissector.look(payload, learnt);
                        memory = learnt.memory();
                    }
                    assertThat(answer)
                            .as(dissector.about().title())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    private static byte[] noise(Random random, boolean sparse) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        for (int i = 0; sparse && i < noise.length; i++) {
            int kind = random.nextInt(4);
            noise[i] = (byte) (kind < 2 ? 0 : kind == 2 ? random.nextInt(6) : noise[i]);
        }
        return noise;
    }
}
