package org.tapwarden.classifier.record;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;

/// Tells in words what a flow is called and why, from nothing but its record.
///
/// What the wire said stands in it as it was: whoever shows it escapes it.
public final class Explanation {

    private Explanation() {}

    /// One line: between whom, what it is, and why.
    public static String line(FlowRecord record) {
        if (record.label().category() == Category.PROTECTED) {
            return label(record);
        }
        FlowRecord.Conversation between = record.conversation();
        return end(between.source().toString(), between.sourcePort())
                + " to "
                + end(between.destination().toString(), between.destinationPort())
                + " over "
                + between.transport()
                + ": "
                + sentence(record);
    }

    private static String end(String address, int port) {
        return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
    }

    /// What it is and why, and in a second sentence what else it could have been, where there was
    /// something.
    public static String sentence(FlowRecord record) {
        String second = runnerUp(record);
        return second == null ? label(record) : label(record) + " " + second;
    }

    /// What came second and why it lost; null where nothing did.
    public static @Nullable String runnerUp(FlowRecord record) {
        RunnerUp second = record.label().runnerUp();
        return second == null || record.label().category() == Category.PROTECTED
                ? null
                : second.sentence(about(record, second.grounds()));
    }

    /// What it is and why.
    public static String label(FlowRecord record) {
        Label label = record.label();
        if (label.category() == Category.PROTECTED) {
            return "a protected destination: counted, and nothing else is kept.";
        }
        if (label.protocol() == Protocol.UNKNOWN && label.category() == Category.UNKNOWN) {
            return unknown(record);
        }
        return called(label) + ", " + how(label.basis()) + ", because " + because(record) + ".";
    }

    private static String called(Label label) {
        String application = label.application();
        return (application == null ? "" : application + " over ")
                + (label.protocol() == Protocol.UNKNOWN
                        ? "an unknown protocol"
                        : label.protocol().word())
                + " ("
                + label.category().word()
                + ")";
    }

    private static String how(Basis basis) {
        return switch (basis) {
            case SEEN -> "seen in clear";
            case INFERRED -> "inferred";
            case NONE -> "not known";
        };
    }

    private static String because(FlowRecord record) {
        List<Grounds> grounds = record.label().grounds();
        if (grounds.isEmpty()) {
            return "the IP header says so";
        }
        return grounds.stream()
                .map(one -> one.sentence(about(record, one)))
                .collect(Collectors.joining(", and "));
    }

    /// The name that the reason is about.
    private static String about(FlowRecord record, Grounds grounds) {
        FlowRecord.Names names = record.names();
        boolean lookup = record.label().protocol() == Protocol.DNS;
        String name = lookup ? names.question() : names.serverName();
        return grounds.kind() == Grounds.Kind.BYTES || name == null ? "" : name;
    }

    private static String unknown(FlowRecord record) {
        boolean answered = record.whole().destinationPackets() > 0;
        return "unknown: "
                + switch (record.conversation().transport()) {
                    case "tcp", "udp" ->
                            answered
                                    ? "what its ends said first, if anything, is no protocol that we know, and no one name belongs to it."
                                    : "nobody answered, and what was sent, if anything, is no protocol that we know.";
                    default -> "of what IP carries only TCP, UDP and ICMP are looked into.";
                };
    }
}
