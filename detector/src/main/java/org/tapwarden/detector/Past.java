package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tapwarden.capture.Address;

/// What the sensor publishes of devices as they were. Safe to call from any thread; answers are
/// copies, and on the disk. Holds device facts only: no flow, no destination, no person.
///
/// A row of the ledger says since when something held; that it still held at a time is only as sure
/// as the last time it was seen, which every answer says, too.
public interface Past {

    /// Answers have no more parts than this of a kind.
    int MOST = 10_000;

    /// Who had an address at a time: for each address space at most one, and besides it whoever was
    /// still seen with the address after the other took it.
    List<Holding> holders(Address address, Instant at);

    /// What was known of an endpoint at a time; empty when it had not been seen by then.
    Optional<Then> asOf(long endpoint, Instant at);

    /// Endpoints that a text may mean: a MAC, an asset tag or serial, an inventory name, or a host
    /// name that was told until then. Upper and lower case alike, at most 100.
    List<Long> meant(String text, Instant at);

    /// What differs between two times.
    ///
    /// @param segment empty for all
    Difference between(Instant from, Instant to, String segment);

    /// Endpoints that may be the same device as this one, since a private address changes and the
    /// device goes on saying the same of itself. A suggestion for people: nothing follows from it.
    List<Suggestion> perhapsSame(long endpoint);

    /// An address that an endpoint had.
    ///
    /// @param mac as text, empty where none is known
    /// @param name as it was told last by then, from the network
    /// @param segment where the endpoint was by then
    /// @param from when it was first seen with it
    /// @param confirmed when it was last seen with it, before somebody else had it
    /// @param until when another endpoint of the same space was seen with it; empty when none was
    /// @param disputed another endpoint was seen with the same address at that time
    record Holding(
            long endpoint,
            String mac,
            String name,
            String address,
            String segment,
            int space,
            Instant from,
            Instant confirmed,
            Optional<Instant> until,
            String source,
            int confidence,
            boolean disputed) {}

    /// Something that was known.
    ///
    /// @param fact a name of {@link org.tapwarden.detector.endpoint.Binding}
    /// @param value may come from the network
    /// @param confidence percent
    /// @param confirmed of an address: when it was last seen
    record Fact(
            String fact,
            String value,
            String source,
            int confidence,
            Instant since,
            Optional<Instant> confirmed) {}

    /// An endpoint as it was.
    record Then(long endpoint, String mac, Instant firstSeen, Instant lastSeen, List<Fact> facts) {
        public Then {
            facts = List.copyOf(facts);
        }
    }

    /// What differs between two times.
    ///
    /// @param added first seen between them
    /// @param gone known at the first, and seen neither within the day before the second nor since
    /// @param changed of those known at the first
    /// @param complete false when there was more of a kind than {@link #MOST}
    record Difference(
            Instant from,
            Instant to,
            List<Line> added,
            List<Line> gone,
            List<Changed> changed,
            boolean complete) {
        public Difference {
            added = List.copyOf(added);
            gone = List.copyOf(gone);
            changed = List.copyOf(changed);
        }
    }

    /// One endpoint of a difference. Name and maker as they are now.
    record Line(
            long endpoint,
            String mac,
            String name,
            String maker,
            String segment,
            Instant firstSeen,
            Instant lastSeen) {}

    /// A fact that was another at the first time.
    ///
    /// @param before empty when nothing was known, or where there may be several
    record Changed(
            Line line, String fact, String before, String after, String source, Instant at) {}

    /// @param why one sentence; texts in it come from the network
    /// @param confidence percent
    record Suggestion(long endpoint, String mac, String name, String why, int confidence) {}
}
