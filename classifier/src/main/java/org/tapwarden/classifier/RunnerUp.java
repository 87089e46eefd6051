package org.tapwarden.classifier;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Protocol;

/// What a flow would have been called next, and why it was not.
///
/// It lost: it tells whoever doubts a label how sure that is, and nothing may rest on it. A rule
/// cannot name it. Codes and our own words, never text from the network.
///
/// @param protocol what it would have been by its protocol; mostly that of the label
/// @param application the service that it would have been, or null
/// @param category what it would have been for; never {@link Category#PROTECTED}
/// @param grounds what spoke for it
/// @param lost what spoke against it
public record RunnerUp(
        Protocol protocol,
        @Nullable String application,
        Category category,
        Grounds grounds,
        Lost lost) {

    /// Why something else counts.
    public enum Lost {
        /// What the bytes show of a tunnel, a share or a remote desktop is lifted by no name.
        OUTWEIGHED("outweighed", "no name and no list lifts what the bytes show"),
        /// Another entry is of a longer name.
        LESS_SPECIFIC("less-specific", "another entry says more exactly what the name is"),
        /// The office's own lists beat our table.
        OFFICE_LIST("office-list", "the office's own list comes first"),
        /// The name says which service it is, where the bytes say so less well.
        NAMED_SERVICE("named-service", "its name says which service it is"),
        /// The flow showed a name itself.
        OWN_NAME("own-name", "the name that the flow itself showed says more"),
        /// The address stands for more than one name.
        SEVERAL_NAMES(
                "several-names",
                "it was given it for more than one name, and nobody can say which was meant"),
        /// It is a question of the name service.
        LOOKUP("lookup", "to look a name up is not to use it"),
        /// One certificate serves many.
        SHARED_CERTIFICATE(
                "shared-certificate",
                "a server of many shows anybody's certificate, so nobody is accused by it"),
        /// It runs inside of another protocol, which the flow is called after.
        CARRIER("carrier", "a flow is called after what carries the rest"),
        /// Its dissector could not say yet when another was sure.
        UNDECIDED("undecided", "that was only possible, and what is sure counts"),
        /// The certificate that the server showed stands on a list.
        LISTED_CERTIFICATE(
                "listed-certificate",
                "the certificate that the server showed says more than a name"),
        /// A list of certificates, where another list allows the name.
        ALLOWED("allowed", "another list allows the name"),
        /// Nothing but a port spoke for it.
        PORT_ALONE("port-alone", "a port alone makes no label"),
        /// It is one hint, where two would count.
        ONE_HINT("one-hint", "one hint alone is a guess, and accuses nobody");

        private final String word;
        private final String sentence;

        Lost(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        /// The code in records and queries.
        public String word() {
            return word;
        }

        /// For people, without a full stop.
        public String sentence() {
            return sentence;
        }
    }

    /// For people: what else it could have been called, why, and why it was not.
    ///
    /// @param name what the wire called it, or empty
    public String sentence(String name) {
        String called =
                (application == null ? "" : application + " over ")
                        + (protocol == Protocol.UNKNOWN ? "an unknown protocol" : protocol.word())
                        + " ("
                        + category.word()
                        + ")";
        return "Second was " + called + ", since " + since(name) + "; but " + lost.sentence() + ".";
    }

    private String since(String name) {
        // The name that was given is not the one that the flow has.
        boolean another = grounds.kind() == Grounds.Kind.DNS_ANSWER;
        return another
                ? "the same client was given this address for "
                        + (application == null ? "a name" : "a name of " + application)
                        + " just before"
                : grounds.sentence(name);
    }
}
