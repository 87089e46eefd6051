package org.tapwarden.classifier.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// What of a slice mostly comes together, as one word: an address has one endpoint and one MAC, a
/// fingerprint one protocol inside. A record in the spool is some numbers and these words, and an
/// index keeps each different word once: so it takes words over from the spool without reading
/// them.
///
/// A word holds whole values and no numbers of tables, so that a later program reads it.
public enum FlowWord {

    /// Who sent the first packet: address, endpoint, and the MAC if it is the endpoint's.
    SOURCE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Place place = flow.place();
            return end(
                    flow.conversation().source(), place.sourceEndpoint(), place.sourceMac(), out);
        }

        @Override
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.source = in.address(ADDRESS);
            into.sourceEndpoint = in.number();
            into.sourceMac |= in.number();
        }
    },

    /// Who was called: address, endpoint, and the MAC if it is the endpoint's.
    DESTINATION {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Place place = flow.place();
            return end(
                    flow.conversation().destination(),
                    place.destinationEndpoint(),
                    place.destinationMac(),
                    out);
        }

        @Override
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.destination = in.address(ADDRESS);
            into.destinationEndpoint = in.number();
            into.destinationMac |= in.number();
        }
    },

    /// The server's name in lower case, how it is known, and how it was spelled if otherwise.
    NAME {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            FlowRecord.Names names = flow.names();
            String name = names.serverName();
            if (name == null && names.serverNameBasis() == Basis.NONE) {
                return false;
            }
            WrittenName.write(name, out);
            out.text(names.serverNameBasis().word());
            out.put(flow.label().protocol().isTls() ? 1 : 0);
            return true;
        }

        @Override
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.serverName = WrittenName.read(in);
            into.serverNameBasis = in.basis();
            spoken(in.u8() == 1 ? Protocol.TLS : Protocol.UNKNOWN, into);
        }
    },

    /// The name that was looked up.
    QUESTION {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            String question = flow.names().question();
            if (question == null) {
                return false;
            }
            WrittenName.write(question, out);
            return true;
        }

        @Override
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.question = WrittenName.read(in);
        }
    },

    /// What both sides said of the protocol before they spoke it.
    HANDSHAKE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
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
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            spoken(in.u8() == 1 ? Protocol.TLS : Protocol.UNKNOWN, into);
            into.applicationProtocol = in.text();
            into.version = in.text();
            into.encryptedHello = in.encryptedHello();
            into.ja4 = in.text();
            into.cipher = in.text();
        }
    },

    /// Who the server said to be.
    CERTIFICATE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
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
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.subject = in.text();
            into.issuer = in.text();
            into.alternativeName = in.text();
        }
    },

    /// User agent or banner.
    SOFTWARE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            String software = flow.names().software();
            if (software == null) {
                return false;
            }
            out.put(flow.label().protocol() == Protocol.HTTP ? 1 : 0);
            out.text(software);
            return true;
        }

        @Override
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            spoken(in.u8() == 1 ? Protocol.HTTP : Protocol.UNKNOWN, into);
            into.software = in.text();
        }
    },

    /// Where it was seen, and the MACs of ends that are no endpoint of ours: those are of the
    /// routers of the place, so that together with a server's address they would be many words.
    PLACE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
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
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.observer = in.someText();
            into.space = in.small();
            into.segment = in.someText();
            into.population = in.population();
            into.vlan = in.small();
            into.interfaceIndex = in.small();
            into.outer = in.text();
            into.sourceMac |= in.number();
            into.destinationMac |= in.number();
        }
    },

    /// IANA's protocol number, the TCP flags of both sides, and whether and how it ended.
    STATE {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
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
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            into.protocolNumber = in.small();
            into.sourceFlags = in.small();
            into.destinationFlags = in.small();
            into.swapped = in.u8() == 1;
            into.end = in.endReason();
        }
    },

    /// What it is, why, and what came second. The last: it replaces the label that other words make
    /// for want of it.
    LABEL {
        @Override
        public boolean write(FlowRecord flow, PackedWriter out) {
            Label label = flow.label();
            int begin = out.length();
            out.runnerUp(label.runnerUp());
            out.label(label);
            if (out.length() - begin > LONGEST) {
                // Grounds are codes of a few letters, so this happens to records from elsewhere
                // only; without it one would stop the writer.
                out.cut(begin).runnerUp(null);
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
        void read(PackedReader in, FlowParts into) throws UnreadableFlow {
            var second = in.runnerUp();
            into.label = in.label().with(second);
        }
    };

    /// Longest word in bytes; Lucene takes 32,766.
    public static final int LONGEST = 30_000;

    /// Bytes of an address at the beginning of {@link #SOURCE} and {@link #DESTINATION}: in network
    /// order, so that the order of words is the order of addresses and a network is a range of
    /// words.
    public static final int ADDRESS = 16;

    private static final FlowWord[] ALL = values();

    /// All of them; not to be changed.
    static FlowWord[] all() {
        return ALL;
    }

    /// Writes the slice's word behind what was written before.
    ///
    /// @return false when the slice has nothing of it, and nothing was written
    public abstract boolean write(FlowRecord flow, PackedWriter out);

    abstract void read(PackedReader in, FlowParts into) throws UnreadableFlow;

    /// Reads a word that {@link #write} wrote.
    ///
    /// @throws UnreadableFlow when it is anything else, or of a later program
    public void read(byte[] bytes, int offset, int length, FlowParts into) throws UnreadableFlow {
        if (length > LONGEST) {
            throw new UnreadableFlow("a word of " + length + " bytes in a flow record");
        }
        var in = new PackedReader(bytes, offset, length);
        read(in, into);
        if (in.remaining() > 0) {
            throw new UnreadableFlow(in.remaining() + " bytes too many in a word of a flow record");
        }
    }

    private static boolean end(Address address, long endpoint, long mac, PackedWriter out) {
        out.eight(address.high());
        out.eight(address.low());
        out.number(endpoint);
        out.number(endpoint == 0 ? 0 : mac);
        return true;
    }

    /// Some fields are only read where a certain protocol is spoken.
    private static void spoken(Protocol protocol, FlowParts into) {
        into.label = new Label(protocol, null, Category.UNKNOWN, Basis.NONE, List.of());
    }

    /// A slice of which nothing is known but this word; what is asked of the word is asked of it.
    ///
    /// @param word null for a slice that has none
    public FlowRecord alone(byte @Nullable [] word, int offset, int length) throws UnreadableFlow {
        var parts = new FlowParts();
        if (word != null) {
            read(word, offset, length, parts);
        }
        return parts.record();
    }
}
