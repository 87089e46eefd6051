package org.tapwarden.classifier.inspect;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.capture.flow.Outer;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.protocol.CertificateHashes;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.register.Protocols;

/// Flow events as bytes in a ring, written straight from the table's columns.
public final class FlowEventCodec {

    private static final int NOT_ENDED = 0xff;

    // Bits of one byte of a flow's content.
    private static final int SPOKE = 1;
    private static final int CERTIFICATE = 2;

    private static final FlowEvent.Phase[] PHASES = FlowEvent.Phase.values();
    private static final Category[] CATEGORIES = Category.values();
    private static final EndReason[] REASONS = EndReason.values();
    private static final Outer[] OUTERS = Outer.values();

    private FlowEventCodec() {}

    static RecordWriter write(
            RecordWriter to,
            FlowEvent.Phase phase,
            FlowTable table,
            int slot,
            FlowFacts facts,
            boolean spoke,
            @Nullable EndReason reason) {
        to.begin(phase.ordinal());
        to.i64(table.flowId(slot)).i32(table.sliceNumber(slot));
        to.u8(reason == null ? NOT_ENDED : reason.ordinal());
        to.i32(table.space(slot));
        to.i64(table.sourceHigh(slot)).i64(table.sourceLow(slot)).i32(table.sourcePort(slot));
        to.i64(table.destinationHigh(slot)).i64(table.destinationLow(slot));
        to.i32(table.destinationPort(slot)).u8(table.protocolNumber(slot));
        to.u8(table.isSwapped(slot) ? 1 : 0).i64(table.claimedNanos(slot));
        int sourceFlags = table.tcpFlags(slot, Direction.FROM_SOURCE);
        int destinationFlags = table.tcpFlags(slot, Direction.FROM_DESTINATION);
        to.u8(sourceFlags).u8(destinationFlags);
        to.i64(table.firstNanos(slot)).i64(table.lastNanos(slot));
        for (Direction from : DIRECTIONS) {
            to.i64(table.packets(slot, from)).i64(table.bytes(slot, from));
        }
        // The first slice of a flow is the flow so far.
        if (table.sliceNumber(slot) > 1) {
            to.i64(table.sliceFirstNanos(slot)).i64(table.sliceLastNanos(slot));
            for (Direction from : DIRECTIONS) {
                to.i64(table.slicePackets(slot, from)).i64(table.sliceBytes(slot, from));
            }
        }
        to.i32(Protocols.number(facts.protocol)).text(facts.application);
        to.u8(facts.applicationCategory.ordinal()).text(facts.grounds);
        CertificateHashes certificate = facts.certificate;
        to.u8((spoke ? SPOKE : 0) | (certificate == null ? 0 : CERTIFICATE));
        to.i32(Protocols.number(facts.open));
        if (certificate != null) {
            to.text(certificate.sha1()).text(certificate.sha256());
        }
        to.text(facts.serverName);
        to.text(facts.applicationProtocol).text(facts.version).text(facts.question);
        to.text(facts.software).u8(facts.encryptedHello ? 1 : 0);
        to.text(facts.fingerprint).text(facts.cipher).text(facts.subject).text(facts.issuer);
        to.text(facts.alternativeName);
        to.i32(table.vlan(slot)).i32(table.interfaceIndex(slot));
        to.i32(table.outers(slot)).i32(table.outerId(slot));
        return to.i64(table.sourceMac(slot)).i64(table.destinationMac(slot));
    }

    private static final Direction[] DIRECTIONS = Direction.values();

    /// The tunnels, a single one with what it calls itself; `plain` last when the flow was also
    /// seen outside. Null when it was seen outside only.
    ///
    /// @param kinds as of {@link FlowTable#outers}
    private static @Nullable String outer(int kinds, int id) {
        if (kinds == 1 << Outer.NONE.ordinal()) {
            return null;
        }
        var text = new StringBuilder();
        for (Outer kind : OUTERS) {
            if (kind == Outer.NONE || (kinds & 1 << kind.ordinal()) == 0) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "+").append(kind.word());
        }
        boolean alsoPlain = (kinds & 1 << Outer.NONE.ordinal()) != 0;
        if (id != 0 && Integer.bitCount(kinds) == (alsoPlain ? 2 : 1)) {
            text.append('/').append(Integer.toUnsignedString(id));
        }
        if (alsoPlain) {
            text.append("+plain");
        }
        return text.toString();
    }

    /// Makes events of what stands in the rings. One object a thread.
    public static final class Reader {

        private final String observer;
        private final Texts texts = new Texts();

        /// @param observer the sensor whose rings they are
        public Reader(String observer) {
            this.observer = observer;
        }

        /// Makes the event that one ring record holds.
        public FlowEvent read(byte[] array, int offset) {
            var from = new RecordWriter.Reader(texts, array, offset);
            FlowEvent.Phase phase = PHASES[from.u8()];
            long flow = from.i64();
            int sliceNumber = from.i32();
            int reason = from.u8();
            EndReason end = reason == NOT_ENDED ? null : REASONS[reason];
            var identity = new FlowRecord.Identity(observer, flow, sliceNumber, end);
            FlowRecord.Conversation conversation = conversation(from);
            int sourceFlags = from.u8();
            int destinationFlags = from.u8();
            FlowRecord.Traffic whole = traffic(from, sourceFlags, destinationFlags);
            FlowRecord.Traffic slice =
                    sliceNumber > 1 ? traffic(from, sourceFlags, destinationFlags) : whole;
            FlowEvent.Content content = content(from);
            FlowRecord.Names names = names(from);
            return new FlowEvent(
                    phase, identity, conversation, slice, whole, content, names, place(from));
        }

        private static FlowEvent.Content content(RecordWriter.Reader from) {
            Protocol protocol = Protocols.all().get(from.i32());
            String application = from.text();
            Category category = CATEGORIES[from.u8()];
            String grounds = from.text();
            int flags = from.u8();
            Protocol open = Protocols.all().get(from.i32());
            CertificateHashes certificate = null;
            if ((flags & CERTIFICATE) != 0) {
                String sha1 = from.text();
                String sha256 = from.text();
                certificate =
                        sha1 == null || sha256 == null ? null : new CertificateHashes(sha1, sha256);
            }
            boolean spoke = (flags & SPOKE) != 0;
            return new FlowEvent.Content(
                    protocol, application, category, grounds, spoke, open, certificate);
        }

        private static FlowRecord.Conversation conversation(RecordWriter.Reader from) {
            return new FlowRecord.Conversation(
                    from.i32(),
                    new Address(from.i64(), from.i64()),
                    from.i32(),
                    new Address(from.i64(), from.i64()),
                    from.i32(),
                    from.u8(),
                    from.u8() == 1,
                    from.i64());
        }

        private static FlowRecord.Traffic traffic(
                RecordWriter.Reader from, int sourceFlags, int destinationFlags) {
            return new FlowRecord.Traffic(
                    from.i64(),
                    from.i64(),
                    from.i64(),
                    from.i64(),
                    from.i64(),
                    from.i64(),
                    sourceFlags,
                    destinationFlags);
        }

        private static FlowRecord.Names names(RecordWriter.Reader from) {
            String serverName = from.text();
            return new FlowRecord.Names(
                    serverName,
                    serverName == null ? Basis.NONE : Basis.SEEN,
                    from.text(),
                    from.text(),
                    from.text(),
                    from.text(),
                    tls(from));
        }

        private static FlowRecord.Tls tls(RecordWriter.Reader from) {
            boolean encryptedHello = from.u8() == 1;
            String fingerprint = from.text();
            String cipher = from.text();
            String subject = from.text();
            String issuer = from.text();
            String alternativeName = from.text();
            boolean something = encryptedHello || fingerprint != null || cipher != null;
            return something || subject != null || issuer != null || alternativeName != null
                    ? new FlowRecord.Tls(
                            encryptedHello ? EncryptedHello.OFFERED : EncryptedHello.NONE,
                            fingerprint,
                            cipher,
                            subject,
                            issuer,
                            alternativeName)
                    : FlowRecord.Tls.NONE;
        }

        private static FlowRecord.Place place(RecordWriter.Reader from) {
            int vlan = from.i32();
            int iface = from.i32();
            String outer = outer(from.i32(), from.i32());
            return new FlowRecord.Place(
                    "unnamed",
                    Population.UNKNOWN,
                    vlan,
                    iface,
                    outer,
                    from.i64(),
                    from.i64(),
                    0,
                    0);
        }
    }
}
