package org.tapwarden.history.packets;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The packets that were kept because of alerts, for whoever may see them. Safe to call from any
/// thread.
public interface KeptPackets {

    /// Newest first.
    List<KeptItem> newest(int limit);

    Optional<KeptItem> byNumber(long number);

    Optional<KeptItem> ofAlert(long alert);

    /// Why there are none of an alert, as far as it is known.
    Optional<String> whyNone(long alert);

    /// Whether a person holds it, so that neither the schedule nor want of room destroys it.
    boolean isHeld(long number);

    /// Hands a capture file out. Who asked and why is on the disk when this returns.
    ///
    /// @throws PacketsRefused in one line: there is no such item, nobody says why, the file is not
    ///   as it was written, or the audit cannot be
    byte[] open(long number, Look look) throws PacketsRefused;

    /// Holds an item, or lets it go again; on the disk when this returns.
    ///
    /// @throws PacketsRefused in one line
    void hold(long number, boolean held, Look look) throws PacketsRefused;

    /// Compares every file with its manifest, every manifest with the chain, and the chain's rows
    /// with one another.
    Verified verify();

    /// Hash of the chain's last row; empty while there is none. Noted elsewhere, it shows when rows
    /// are cut off at the end.
    String head();

    /// Whether the chain on the disk has a row with this hash.
    boolean hasRow(String hash);

    /// Who looks, in which way, and why.
    ///
    /// @param who the account or the user of the operating system
    /// @param via `console`, `api`, `command-line`
    /// @param purpose in the person's own words, 3 to 500 characters
    record Look(String who, String via, String purpose) {}

    /// What a look through all of them found.
    ///
    /// @param items whose files were hashed
    /// @param rows of the chain
    /// @param firstBad first row that does not follow from the one before, counted from 1
    /// @param differences one line each; none when all is as it was written
    /// @param head hash of the last row: noted elsewhere, it shows that rows were cut off
    record Verified(
            int items, long rows, OptionalLong firstBad, List<String> differences, String head) {

        public Verified {
            differences = List.copyOf(differences);
        }

        public boolean intact() {
            return differences.isEmpty();
        }
    }

    /// Why it was not done, in one line for people.
    final class PacketsRefused extends Exception {
        private static final long serialVersionUID = 1;

        public PacketsRefused(String message) {
            super(message);
        }
    }
}
