package org.tapwarden.history.index;

import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedReader;
import org.tapwarden.classifier.record.PackedWriter;

/// What mostly comes together in a slice, as one word of an index: an address has one endpoint and
/// one MAC, a fingerprint one protocol inside. A slice then stores one ordinal for all of it, and a
/// condition on any part of it is asked of the few words and not of the many slices.
///
/// A word holds whole values and no numbers of tables, so that a later program reads it.
enum Dictionary {

    /// Who sent the first packet: address, endpoint, and the MAC if it is the endpoint's.
    SOURCE("from", true) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Place place = flow.place();
            return EndWords.write(
                    flow.conversation().source(), place.sourceEndpoint(), place.sourceMac(), out);
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.source = in.address(EndWords.ADDRESS);
            row.sourceEndpoint = in.number();
            row.sourceMac |= in.number();
        }
    },

    /// Who was called: address, endpoint, and the MAC if it is the endpoint's.
    DESTINATION("to", true) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Place place = flow.place();
            return EndWords.write(
                    flow.conversation().destination(),
                    place.destinationEndpoint(),
                    place.destinationMac(),
                    out);
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.destination = in.address(EndWords.ADDRESS);
            row.destinationEndpoint = in.number();
            row.destinationMac |= in.number();
        }
    },

    /// The server's name in lower case, how it is known, and how it was spelled if otherwise.
    NAME("name", true) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Names names = flow.names();
            String name = names.serverName();
            if (name == null && names.serverNameBasis() == Basis.NONE) {
                return false;
            }
            NameWords.write(name, out);
            out.text(names.serverNameBasis().word());
            out.put(flow.label().protocol().isTls() ? 1 : 0);
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.serverName = NameWords.read(in);
            row.serverNameBasis = in.basis();
            spoken(in.u8() == 1 ? Protocol.TLS : Protocol.UNKNOWN, row);
        }
    },

    /// The name that was looked up.
    QUESTION("question", true) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            String question = flow.names().question();
            if (question == null) {
                return false;
            }
            NameWords.write(question, out);
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.question = NameWords.read(in);
        }
    },

    /// What both sides said of the protocol before they spoke it.
    HANDSHAKE("handshake", false) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Names names = flow.names();
            FlowRecord.Tls tls = names.tls();
            if (names.applicationProtocol() == null
                    && names.version() == null
                    && tls.encryptedHello() == EncryptedHello.NONE
                    && tls.ja4() == null
                    && tls.cipher() == null) {
                return false;
            }
            out.put(flow.label().protocol().isTls() ? 1 : 0);
            out.text(names.applicationProtocol());
            out.text(names.version());
            out.text(tls.encryptedHello().word());
            out.text(tls.ja4());
            out.text(tls.cipher());
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            spoken(in.u8() == 1 ? Protocol.TLS : Protocol.UNKNOWN, row);
            row.applicationProtocol = in.text();
            row.version = in.text();
            row.encryptedHello = in.encryptedHello();
            row.ja4 = in.text();
            row.cipher = in.text();
        }
    },

    /// Who the server said to be.
    CERTIFICATE("certificate", false) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Tls tls = flow.names().tls();
            if (tls.subject() == null && tls.issuer() == null && tls.alternativeName() == null) {
                return false;
            }
            out.text(tls.subject());
            out.text(tls.issuer());
            out.text(tls.alternativeName());
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.subject = in.text();
            row.issuer = in.text();
            row.alternativeName = in.text();
        }
    },

    /// User agent or banner.
    SOFTWARE("software", false) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            String software = flow.names().software();
            if (software == null) {
                return false;
            }
            out.put(flow.label().protocol() == Protocol.HTTP ? 1 : 0);
            out.text(software);
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            spoken(in.u8() == 1 ? Protocol.HTTP : Protocol.UNKNOWN, row);
            row.software = in.text();
        }
    },

    /// Where it was seen, and the MACs of ends that are no endpoint of ours: those are of the
    /// routers of the place, so that together with a server's address they would be many words.
    PLACE("place", false) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Place place = flow.place();
            out.text(flow.identity().observer());
            out.number(flow.conversation().space());
            out.text(place.segment());
            out.text(place.population().word());
            out.number(place.vlan());
            out.number(place.interfaceIndex());
            out.text(place.outer());
            out.number(place.sourceEndpoint() == 0 ? place.sourceMac() : 0);
            out.number(place.destinationEndpoint() == 0 ? place.destinationMac() : 0);
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.observer = in.someText();
            row.space = in.small();
            row.segment = in.someText();
            row.population = in.population();
            row.vlan = in.small();
            row.interfaceIndex = in.small();
            row.outer = in.text();
            row.sourceMac |= in.number();
            row.destinationMac |= in.number();
        }
    },

    /// IANA's protocol number, the TCP flags of both sides, and whether and how it ended.
    STATE("state", false) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Conversation between = flow.conversation();
            EndReason end = flow.identity().end();
            out.number(between.protocolNumber());
            out.number(flow.slice().sourceFlags());
            out.number(flow.slice().destinationFlags());
            out.put(between.swapped() ? 1 : 0);
            out.text(end == null ? null : end.word());
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            row.protocolNumber = in.small();
            row.sourceFlags = in.small();
            row.destinationFlags = in.small();
            row.swapped = in.u8() == 1;
            row.end = in.endReason();
        }
    },

    /// What it is, why, and what came second. The last: it replaces the label that other words make
    /// for want of it.
    LABEL("label", true) {
        @Override
        boolean write(FlowRecord flow, PackedWriter out) {
            Label label = flow.label();
            out.runnerUp(label.runnerUp());
            out.label(label);
            if (out.length() > LONGEST) {
                // Grounds are codes of a few letters, so this happens to records from elsewhere
                // only;
                // without it one would stop the writer.
                out.clear().runnerUp(null);
                out.label(
                        new Label(
                                label.protocol(),
                                label.application(),
                                label.category(),
                                label.basis(),
                                label.grounds().subList(0, 1)));
            }
            return true;
        }

        @Override
        void read(PackedReader in, Row row) throws UnreadableFlow {
            var second = in.runnerUp();
            row.label = in.label().with(second);
        }
    };

    /// Longest word; Lucene takes 32,766 bytes.
    private static final int LONGEST = 30_000;

    private final String column;
    private final boolean inverted;

    Dictionary(String column, boolean inverted) {
        this.column = column;
        this.inverted = inverted;
    }

    /// Writes the slice's word.
    ///
    /// @return false when the slice has nothing of it
    abstract boolean write(FlowRecord flow, PackedWriter out);

    abstract void read(PackedReader in, Row row) throws UnreadableFlow;

    /// The name of the column in the index.
    String column() {
        return column;
    }

    /// Whether the slices of each word are listed.
    boolean inverted() {
        return inverted;
    }

    void read(BytesRef word, Row row) throws UnreadableFlow {
        read(new PackedReader(word.bytes, word.offset, word.length), row);
    }

    /// A slice of which nothing is known but this word; what is asked of the word is asked of it.
    ///
    /// @param word null for a slice that has none
    FlowRecord alone(@Nullable BytesRef word) throws UnreadableFlow {
        var row = new Row();
        if (word != null) {
            read(word, row);
        }
        return row.record();
    }

    /// Some fields are only read where a certain protocol is spoken.
    private static void spoken(Protocol protocol, Row row) {
        row.label = new Label(protocol, null, Category.UNKNOWN, Basis.NONE, List.of());
    }
}
