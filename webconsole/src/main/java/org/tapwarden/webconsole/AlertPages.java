package org.tapwarden.webconsole;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.detector.Dispositions.Precision;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.page.LeaseLine;
import org.tapwarden.webconsole.page.PrecisionLine;
import org.tapwarden.webconsole.page.Words;

/// The pages of alerts: the live list, one of them with what is held because of it and what became
/// of it. Device facts only, so everybody may see them.
final class AlertPages {

    /// Shown in a list.
    static final int MOST = 200;

    private static final Duration STILL = Duration.ofMinutes(5);
    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 200;

    /// What everybody may say of an alert; to approve the device is a form of its own ({@link
    /// ApprovePages}), since it puts it on the approved list.
    private static final Map<String, Disposition> JUDGEMENTS =
            Map.of("confirmed", Disposition.CONFIRMED, "false-alarm", Disposition.FALSE_ALARM);

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final Words words;

    AlertPages(Pages pages, Published published, Accounts accounts, Words words) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.words = words;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/alerts", Pages.EVERYBODY, this::alerts),
                Route.of("GET", "/alerts/stream", Pages.EVERYBODY, this::live),
                Route.of("GET", "/alerts/([0-9]{1,18})", Pages.EVERYBODY, this::alert),
                Route.of("POST", "/alerts/([0-9]{1,18})", Pages.EVERYBODY, this::judge),
                Route.of("POST", "/release", Set.of(Role.ADMINISTRATOR), this::release));
    }

    private Reply alerts(Asked asked) {
        List<Alert> newest = published.alerts().newest(MOST);
        long revision = newest.stream().mapToLong(Alert::revision).max().orElse(0);
        return pages.page(
                "alerts.jte",
                Map.of(
                        "frame",
                        pages.frame(asked, "Alerts"),
                        "alerts",
                        newest,
                        "became",
                        pages.became(newest),
                        "precision",
                        precision(),
                        "words",
                        words,
                        "revision",
                        revision));
    }

    private Reply live(Asked asked) {
        String after = asked.field("after");
        return new Reply.Live(after.matches("[0-9]{1,18}") ? Long.parseLong(after) : 0);
    }

    private Reply alert(Asked asked) {
        Optional<Alert> found = published.alerts().byId(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such alert.");
        }
        Alert alert = found.orElseThrow();
        Instant last = lastSeen(alert);
        Duration quiet = Duration.between(last, Pages.now());
        String still =
                quiet.compareTo(STILL) <= 0
                        ? "Still seen"
                        : "Last seen " + Words.span(quiet) + " ago";
        Map<String, Object> values = new HashMap<>();
        values.put("frame", pages.frame(asked, alert.title()));
        values.put("alert", alert);
        values.put("words", words);
        values.put("sureness", sureness(alert));
        values.put("still", still);
        values.put("lastSeen", words.time(last));
        Instant now = Pages.now();
        values.put(
                "places",
                published.devices().places(alert.endpoint()).stream()
                        .map(place -> SourceWords.of(place, words, now))
                        .toList());
        values.put("maySearch", Pages.WHO_MAY_SEARCH.contains(asked.account().role()));
        values.put("precision", precision(alert.rule()));
        if (asked.is(Role.ADMINISTRATOR)) {
            published
                    .devices()
                    .byEndpoint(alert.endpoint())
                    .filter(device -> device.mac().isPresent())
                    .ifPresent(d -> values.put("approval", ApprovePages.form(d, alert.id())));
        }
        values.put("packets", PacketPages.lines(alert, published.packets(), words));
        values.put(
                "mayPayload",
                published
                        .payload()
                        .filter(desk -> desk.orders().mayOrder(asked.account().name()))
                        .isPresent());
        values.put("leases", leases(alert.endpoint()));
        values.put("mayRelease", asked.is(Role.ADMINISTRATOR));
        values.put("ciscoMac", ciscoMac(alert.mac()));
        published
                .dispositions()
                .of(alert.id())
                .ifPresent(d -> {
                    values.put("became", d);
                    values.put("judged", Pages.words(d.disposition()));
                });
        return pages.page("alert.jte", values);
    }

    /// Rules with the most false alarms first.
    private List<PrecisionLine> precision() {
        return published.dispositions().precision().entrySet().stream()
                .sorted(
                        Comparator.comparingLong((Map.Entry<String, Precision> e) ->
                                        -e.getValue().falseAlarms())
                                .thenComparing(Map.Entry::getKey))
                .map(e -> line(e.getKey(), e.getValue()))
                .toList();
    }

    private static PrecisionLine line(String rule, Precision precision) {
        return new PrecisionLine(
                rule,
                precision.confirmed(),
                precision.approved(),
                precision.falseAlarms(),
                percent(precision));
    }

    private static String percent(Precision precision) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * precision.share());
    }

    private String precision(String rule) {
        Precision precision = published.dispositions().precision().get(rule);
        if (precision == null) {
            return "Nobody said of an alert of this rule yet whether it was right.";
        }
        long right = precision.confirmed() + precision.approved();
        long judged = right + precision.falseAlarms();
        return "Of "
                + Words.count(judged)
                + (judged == 1 ? " alert" : " alerts")
                + " of this rule that people judged, "
                + Words.count(right)
                + (right == 1 ? " was" : " were")
                + " what it said ("
                + percent(precision)
                + ").";
    }

    private Reply judge(Asked asked) {
        Disposition disposition = JUDGEMENTS.get(asked.field("became"));
        String why = asked.field("why").strip();
        if (disposition == null
                || why.length() < SHORTEST_REASON
                || why.length() > LONGEST_REASON) {
            return pages.message(asked, 400, "Not kept", "Say what it was, and why.");
        }
        long id = Long.parseLong(asked.id());
        if (published.alerts().byId(id).isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such alert.");
        }
        String who = asked.account().name();
        accounts.note(
                who,
                "alert judged",
                Map.of("alert", asked.id(), "became", disposition.word()),
                Pages.now());
        published.dispositions().dispose(id, disposition, who, why, Pages.now());
        return new Reply.Redirect("/alerts/" + id, "");
    }

    /// Of the device, which may go on being there without giving a new reason.
    private Instant lastSeen(Alert alert) {
        Instant device =
                published
                        .devices()
                        .byEndpoint(alert.endpoint())
                        .map(Device::lastSeen)
                        .orElse(alert.lastSeen());
        return device.isAfter(alert.lastSeen()) ? device : alert.lastSeen();
    }

    /// `50c7.bf00.0001`, as most switches want it typed.
    private static String ciscoMac(String mac) {
        String hex = mac.replace(":", "");
        return hex.length() == 12
                ? hex.substring(0, 4) + '.' + hex.substring(4, 8) + '.' + hex.substring(8)
                : mac;
    }

    private static String sureness(Alert alert) {
        return switch (alert.families().size()) {
            case 0, 1 -> "Possible: one kind of evidence only";
            case 2 -> "Likely: two independent kinds of evidence";
            default -> "Very likely: " + alert.families().size() + " independent kinds of evidence";
        };
    }

    private List<LeaseLine> leases(long endpoint) {
        List<LeaseLine> lines = new ArrayList<>();
        if (endpoint == 0) {
            return lines; // about a segment: nobody is held because of it
        }
        for (Lease lease : published.enforcement().leases()) {
            if (lease.order().subject().endpoint() == endpoint) {
                lines.add(
                        new LeaseLine(
                                lease.id(),
                                word(lease.step()),
                                word(lease.outcome().kind()),
                                lease.outcome().detail(),
                                words.time(lease.untilWall()),
                                lease.untilWall().toEpochMilli()));
            }
        }
        return lines;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Reply release(Asked asked) {
        String why = asked.field("why").strip();
        if (why.length() < 3) {
            return pages.message(asked, 400, "Not released", "Say why.");
        }
        String who = asked.account().name();
        accounts.note(who, "release asked", Map.of("lease", asked.field("lease")), Pages.now());
        var outcome = published.enforcement().release(asked.field("lease"), who, why);
        if (outcome.isEmpty()) {
            return pages.message(asked, 404, "Not released", "There is no such open lease.");
        }
        return new Reply.Redirect("/alerts/" + digits(asked.field("alert")), "");
    }

    private static String digits(String text) {
        return text.matches("[0-9]{1,18}") ? text : "0";
    }
}
