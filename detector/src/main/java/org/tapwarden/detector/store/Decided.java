package org.tapwarden.detector.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.approved.Approval.Origin;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.identity.PersonsList;

/// What a person decides, each with its row of the audit in one change, so that neither is on the
/// disk without the other. Names of persons stay out of the audit: the list itself has them, and
/// goes when it is replaced.
final class Decided {

    /// MACs of an import that are named; more are counted.
    static final int MOST_NAMED = 20;

    private Decided() {}

    static Change imported(
            ApprovedList.Difference difference, String who, String source, Instant at) {
        Map<String, String> about = new TreeMap<>();
        about.put("list", source);
        about.put("added", number(difference.added().size()));
        about.put("changed", number(difference.changed().size()));
        about.put("retired", number(difference.retired().size()));
        name(about, "macs added", difference.added());
        name(about, "macs changed", difference.changed());
        name(about, "macs retired", difference.retired());
        return together(
                new Change.Imported(difference, source, at.toEpochMilli(), Origin.OFFICE),
                new Change.Noted(who, "approved list imported", about, at));
    }

    private static void name(
            Map<String, String> about, String what, List<ApprovedList.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        List<String> macs = new ArrayList<>();
        for (ApprovedList.Entry entry : entries.subList(0, Math.min(MOST_NAMED, entries.size()))) {
            macs.add(entry.mac().toString());
        }
        if (entries.size() > MOST_NAMED) {
            macs.add("and " + (entries.size() - MOST_NAMED) + " more");
        }
        about.put(what, String.join(" ", macs));
    }

    /// @param origin of the approval that there will be
    /// @param before what the office said of the device
    /// @param settled what becomes of the case that is settled by it, if one is
    static Change approved(
            OneApproval approval,
            Origin origin,
            Optional<ApprovedList.Entry> before,
            Optional<Disposed> settled,
            Instant at) {
        ApprovedList.Entry entry = approval.entry(before);
        Map<String, String> about = new TreeMap<>();
        about.put("mac", approval.mac().toString());
        about.put("name", entry.name());
        about.put("owner", entry.owner());
        Instant expires = approval.expires();
        about.put("expires", expires == null ? "never" : expires.toString());
        about.put("why", approval.why());
        if (approval.alert() != 0) {
            about.put("case", Long.toString(approval.alert()));
        }
        var one = new ApprovedList.Difference(List.of(entry), List.of(), List.of(), 0, 0);
        List<Change> parts = new ArrayList<>();
        parts.add(new Change.Imported(one, approval.source(), at.toEpochMilli(), origin));
        parts.add(new Change.Noted(approval.who(), "device approved", about, at));
        settled.ifPresent(disposed -> parts.add(judged(disposed)));
        return new Change.All(parts);
    }

    /// @param known the list before
    static Change listed(
            List<PersonsList.Entry> known,
            List<PersonsList.Entry> list,
            String who,
            String file,
            Instant at) {
        PersonsList.Difference difference = PersonsList.difference(known, list);
        Map<String, String> about = new TreeMap<>();
        about.put("list", file);
        about.put("added", number(difference.added().size()));
        about.put("gone", number(difference.gone().size()));
        about.put("unchanged", number(difference.unchanged()));
        return together(
                new Change.Listed(list),
                new Change.Noted(who, "list of persons imported", about, at));
    }

    static Change judged(Disposed disposed) {
        return together(
                new Change.Judged(disposed),
                new Change.Noted(
                        disposed.by(),
                        "case judged",
                        Map.of(
                                "case", Long.toString(disposed.alert()),
                                "rule", disposed.rule(),
                                "became", disposed.disposition().word(),
                                "why", disposed.why()),
                        disposed.at()));
    }

    private static Change together(Change act, Change.Noted note) {
        return new Change.All(List.of(act, note));
    }

    private static String number(int count) {
        return Integer.toString(count);
    }
}
