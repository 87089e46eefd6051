package org.tapwarden.classifier.list;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.CertificateHashes;

/// The lists as they are now. Whoever loads publishes, everybody may ask; a look-up reads once
/// which lists they are, so its answer is of one generation.
public final class ActiveLists {

    private volatile @Nullable Lists current;

    /// From now on.
    ///
    /// @param lists null for none
    public void publish(@Nullable Lists lists) {
        current = lists;
    }

    /// The lists of this moment, or null when there are none.
    public @Nullable Lists current() {
        return current;
    }

    /// Whether any list of this moment has certificates.
    public boolean haveCertificates() {
        Lists now = current;
        return now != null && now.haveCertificates();
    }

    /// Asks for one thread.
    public static final class Asker {

        private final ActiveLists lists;
        private @Nullable Probe made;

        // A flow's name is asked about more than once: whether it is protected, then what it is. It
        // stands in the probe as long as nothing else is asked, since to keep a reference to it
        // costs a fence.
        private @Nullable Lists lastLists;
        private @Nullable ListHit lastHit;

        public Asker(ActiveLists lists) {
            this.lists = lists;
        }

        /// What the lists say of a name, or null.
        public @Nullable ListHit ask(String name) {
            Lists now = lists.current;
            if (now == null) {
                return null;
            }
            Probe probe = probe();
            if (now == lastLists && probe.text.is(name)) {
                return lastHit;
            }
            ListHit hit = now.lookup(name, probe);
            if (hit != null && hit.category() == Category.PROTECTED) {
                probe.text.forget(); // Of those no name stays in memory.
                return hit;
            }
            lastHit = hit;
            if (now != lastLists) {
                lastLists = now;
            }
            return hit;
        }

        /// Made where there are lists: it is large.
        private Probe probe() {
            Probe probe = made;
            if (probe == null) {
                probe = Probe.remembering();
                made = probe;
            }
            return probe;
        }

        /// What the lists say of a server's address, or null.
        public Lists.@Nullable AddressHit ask(Address address) {
            Lists now = lists.current;
            return now == null ? null : now.lookup(address);
        }

        /// What the lists say of a certificate, or null. Where both of its hashes stand on lists,
        /// the office's own counts.
        public @Nullable ListHit ask(CertificateHashes certificate) {
            ListHit first = ask(Fingerprint.CERTIFICATE, certificate.sha256());
            if (first != null && first.list().office()) {
                return first;
            }
            ListHit second = ask(Fingerprint.CERTIFICATE, certificate.sha1());
            return first == null || (second != null && second.list().office()) ? second : first;
        }

        /// What the lists say of a fingerprint, or null.
        public @Nullable ListHit ask(Fingerprint kind, String value) {
            Lists now = lists.current;
            return now == null ? null : now.lookup(kind, value, probe());
        }
    }
}
