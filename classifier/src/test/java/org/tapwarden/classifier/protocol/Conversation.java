package org.tapwarden.classifier.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.tapwarden.capture.flow.Direction;

/// What two ends say to each other, made from a specification, and what we should call it.
///
/// @param word the protocol's word
/// @param port the server's
public record Conversation(String word, Transport transport, int port, List<Turn> turns) {

    private static final int CLIENT_PORT = 50_000;

    /// A segment or datagram of one end.
    @SuppressWarnings("ArrayRecordComponent")
    public record Turn(Direction direction, byte[] bytes) {}

    public static Conversation tcp(String word, int port) {
        return new Conversation(word, Transport.TCP, port, List.of());
    }

    public static Conversation udp(String word, int port) {
        return new Conversation(word, Transport.UDP, port, List.of());
    }

    /// The client says something more.
    public Conversation client(byte[] bytes) {
        return with(new Turn(Direction.FROM_SOURCE, bytes));
    }

    /// The server says something more.
    public Conversation server(byte[] bytes) {
        return with(new Turn(Direction.FROM_DESTINATION, bytes));
    }

    private Conversation with(Turn turn) {
        var more = new ArrayList<>(turns);
        more.add(turn);
        return new Conversation(word, transport, port, more);
    }

    /// What `dissectors` make of it when they are asked as a capture thread asks them: the first
    /// that says yes; {@link Protocol#UNKNOWN} when none does.
    public Protocol toldBy(List<Dissector> dissectors) {
        var asked =
                new ArrayList<>(
                        dissectors.stream()
                                .filter(one -> one.about().transports().contains(transport))
                                .sorted(Comparator.comparing(one -> !isAtHome(one)))
                                .toList());
        long[] memories = new long[asked.size()];
        var payload = new Payload();
        var learnt = new Learnt();
        byte[][] streams = {{}, {}};
        for (int n = 0; n < turns.size(); n++) {
            Turn turn = turns.get(n);
            byte[] bytes = turn.bytes();
            if (transport == Transport.TCP) {
                int side = turn.direction().ordinal();
                bytes = join(streams[side], bytes);
                streams[side] = bytes;
            }
            for (int i = 0; i < asked.size(); i++) {
                Dissector dissector = asked.get(i);
                if (dissector == null) {
                    continue;
                }
                payload.of(transport, turn.direction(), CLIENT_PORT, port);
                payload.set(bytes, 0, bytes.length);
                payload.after(n + 1, memories[i]);
                learnt.clear();
                Dissector.Answer answer = dissector.look(payload, learnt);
                memories[i] = learnt.memory();
                if (answer == Dissector.Answer.NO) {
                    asked.set(i, null);
                } else if (answer != Dissector.Answer.PERHAPS) {
                    Protocol variant = learnt.variant();
                    return variant == null ? dissector.about().protocol() : variant;
                }
            }
        }
        return Protocol.UNKNOWN;
    }

    private boolean isAtHome(Dissector dissector) {
        return dissector.about().ports().contains(port);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
