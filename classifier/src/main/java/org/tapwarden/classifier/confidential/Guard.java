package org.tapwarden.classifier.confidential;

import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Telling;

/// What capture threads ask where packets are kept, so that those of protected destinations are
/// not. One for all capture threads, each of which may hear of an address that another needs.
public final class Guard {

    private final ProtectedNames names;
    private final ProtectedAddresses addresses = new ProtectedAddresses();

    public Guard(ProtectedNames names) {
        this.names = names;
    }

    /// Whether what a payload told is, or is about, the name of one.
    ///
    /// @param atNanos event time of the payload, from which its answer holds
    public boolean isAboutOne(Learnt learnt, long atNanos) {
        boolean about =
                names.holds(learnt.serverName())
                        || names.holds(learnt.question())
                        || addresses.holdsReverse(learnt.question(), atNanos)
                        || names.holdsCertificate(learnt.subject(), learnt.alternativeName());
        for (Telling telling : learnt.tellings()) {
            if (telling instanceof Telling.NameAnswered answer && names.holds(answer.name())) {
                if (answer.isFromNameServer()) {
                    addresses.add(answer, atNanos);
                }
                about = true;
            }
        }
        return about;
    }

    /// Whether an end of a flow that begins now was answered for the name of one.
    public boolean holds(Address one, Address other, long atNanos) {
        return addresses.holds(one, atNanos) || addresses.holds(other, atNanos);
    }
}
