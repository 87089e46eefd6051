package org.tapwarden.history;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.CommunityId;

/// Zeek's conn.log (docs.zeek.org, `base/protocols/conn/main.zeek` and "Zeek Log Formats"): a line
/// a connection that is over, separated by tabs, with `-` for what we do not know.
///
/// Our counters are of IP packets with their headers, so `orig_bytes` and `resp_bytes`, which are
/// payload, are not known and `orig_ip_bytes` and `resp_ip_bytes` are. The order of packets is not
/// kept, so there is no `history`. Behind the usual columns stand those of Zeek's scripts for
/// Community ID, VLAN and MAC addresses.
final class ConnLog implements ExportLines {

    private static final String UNKNOWN = "-";
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final int UID_BYTES = 12; // of 96 bits, as Zeek's own
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss", Locale.ROOT);

    private static final String[][] COLUMNS = {
        {"ts", "time"},
        {"uid", "string"},
        {"id.orig_h", "addr"},
        {"id.orig_p", "port"},
        {"id.resp_h", "addr"},
        {"id.resp_p", "port"},
        {"proto", "enum"},
        {"service", "string"},
        {"duration", "interval"},
        {"orig_bytes", "count"},
        {"resp_bytes", "count"},
        {"conn_state", "string"},
        {"local_orig", "bool"},
        {"local_resp", "bool"},
        {"missed_bytes", "count"},
        {"history", "string"},
        {"orig_pkts", "count"},
        {"orig_ip_bytes", "count"},
        {"resp_pkts", "count"},
        {"resp_ip_bytes", "count"},
        {"tunnel_parents", "set[string]"},
        {"community_id", "string"},
        {"vlan", "int"},
        {"orig_l2_addr", "string"},
        {"resp_l2_addr", "string"},
    };

    private final CommunityId communityId = new CommunityId();
    private final MessageDigest digest = sha256();
    private final DateTimeFormatter when;
    private final Instant opened;

    ConnLog(ZoneId zone, Instant opened) {
        this.when = WHEN.withZone(zone);
        this.opened = opened;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String head() {
        return "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t"
                + UNKNOWN
                + "\n#path\tconn\n#open\t"
                + when.format(opened)
                + "\n#fields\t"
                + titles(0)
                + "\n#types\t"
                + titles(1)
                + "\n";
    }

    private static String titles(int which) {
        return String.join("\t", Arrays.stream(COLUMNS).map(column -> column[which]).toList());
    }

    /// The closing line of a log that Zeek ended, by which readers know that it is whole.
    @Override
    public String tail() {
        return "#close\t" + when.format(opened) + "\n";
    }

    @Override
    public String line(FlowRecord flow) {
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Traffic whole = flow.whole();
        FlowRecord.Place place = flow.place();
        return String.join(
                        "\t",
                        seconds(whole.startNanos() / NANOS_PER_MICRO),
                        uid(flow.identity()),
                        between.source().toString(),
                        Integer.toString(between.sourcePort()),
                        between.destination().toString(),
                        Integer.toString(between.destinationPort()),
                        proto(between.protocolNumber()),
                        service(flow.label().protocol()),
                        seconds((whole.endNanos() - whole.startNanos()) / NANOS_PER_MICRO),
                        UNKNOWN,
                        UNKNOWN,
                        ConnState.of(flow),
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        Long.toString(whole.sourcePackets()),
                        Long.toString(whole.sourceBytes()),
                        Long.toString(whole.destinationPackets()),
                        Long.toString(whole.destinationBytes()),
                        UNKNOWN,
                        communityId.of(between),
                        place.vlan() == Block.NO_VLAN ? UNKNOWN : Integer.toString(place.vlan()),
                        mac(place.sourceMac()),
                        mac(place.destinationMac()))
                + "\n";
    }

    private static String seconds(long micros) {
        return String.format(
                Locale.ROOT,
                "%d.%06d",
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND));
    }

    /// The same for the same flow of the same sensor, and shaped as Zeek's.
    private String uid(FlowRecord.Identity identity) {
        digest.update(identity.observer().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(Long.toString(identity.flow()).getBytes(StandardCharsets.US_ASCII));
        var left = new BigInteger(1, Arrays.copyOf(digest.digest(), UID_BYTES));
        var text = new StringBuilder("C");
        while (left.signum() > 0) {
            BigInteger[] parts = left.divideAndRemainder(BASE);
            text.append(ALPHABET.charAt(parts[1].intValue()));
            left = parts[0];
        }
        return text.toString();
    }

    private static String proto(int number) {
        return switch (number) {
            case 1, 58 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> "unknown_transport";
        };
    }

    /// Zeek's name where it is another than ours.
    private static String service(Protocol protocol) {
        if (protocol == Protocol.UNKNOWN) {
            return UNKNOWN;
        }
        return switch (protocol.word()) {
            case "tls" -> "ssl";
            case "kerberos" -> "krb";
            default -> protocol.word();
        };
    }

    private static String mac(long bits) {
        return bits == 0 ? UNKNOWN : new Mac(bits).toString();
    }
}
