package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the sensor publishes of findings and cases, as people see them: one for each rule, subject
/// and site. Safe to call from any thread; what is answered is on the disk.
public interface Alerts {

    /// Newest first.
    List<Alert> newest(int limit);

    Optional<Alert> byId(long id);

    /// Those about one device, newest first.
    ///
    /// @param endpoint the device's endpoint id
    List<Alert> about(long endpoint, int limit);

    /// How many alerts are kept of each severity; those of which there is none are left out.
    Map<String, Long> countBySeverity();

    /// Alerts made or changed after this revision, in the order of change. Every change of an alert
    /// gives it the next revision, so a reader that remembers its last one misses nothing.
    List<Alert> changedAfter(long revision, int limit);

    /// An alert.
    ///
    /// @param id number of the alert, in the order they opened
    /// @param revision number of its last change, over all alerts
    /// @param rule id of the rule that asked for it
    /// @param clause of the office's regulation, such as `K.17`
    /// @param clauseSentence the clause's own words
    /// @param severity `low`, `medium`, `high` or `critical`
    /// @param title what was noticed, one sentence
    /// @param endpoint the device's endpoint id, see {@link Devices#byEndpoint}
    /// @param mac and other device facts as of the alert, as text; empty when unknown
    /// @param families independent families of evidence, such as `identity`, `forwarding`
    /// @param evidence one sentence for each reason
    /// @param traces of each of these sentences, which frame completed it and when; none in alerts
    ///   that are older than this
    /// @param speaksAgainst one sentence for each reason to doubt it
    /// @param notObservable what of it a network cannot show
    /// @param measure what policy asked for, in words, such as `quarantine for 4 h` or `would have:
    ///   quarantine`
    /// @param lossy frames were lost while it was found: it may be incomplete
    record Alert(
            long id,
            long revision,
            String rule,
            String clause,
            String clauseSentence,
            String severity,
            String title,
            long endpoint,
            String mac,
            String address,
            String maker,
            String hostName,
            String segment,
            String site,
            String building,
            String vlan,
            List<String> families,
            List<String> evidence,
            List<Trace> traces,
            List<String> speaksAgainst,
            List<String> notObservable,
            String measure,
            boolean lossy,
            Instant firstSeen,
            Instant lastSeen) {

        public Alert {
            // What was kept before there were traces has none.
            traces = traces == null ? List.of() : List.copyOf(traces);
        }
    }

    /// What a sentence of evidence goes back to.
    ///
    /// @param family of the evidence
    /// @param at event time of the frame that completed it
    /// @param frame its number: in a replay as the captures have them, live as its capture thread
    ///   took them; 0 where it was no one frame
    record Trace(String family, Instant at, long frame) {}
}
