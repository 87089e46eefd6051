package org.tapwarden.webconsole;

import static org.tapwarden.webconsole.Pages.WHO_MAY_SEARCH;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.store.DeviceJson;
import org.tapwarden.history.packets.KeptItem;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.packets.KeptPackets.Look;
import org.tapwarden.history.packets.KeptPackets.PacketsRefused;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.PacketLines;
import org.tapwarden.webconsole.page.Words;

/// The packets that were kept of an alert, to be looked at with Wireshark. Whoever wants them says
/// why, and the rows in the audits are on the disk before the first byte leaves.
final class PacketPages {

    private static final String ALERT = "/alerts/([0-9]{1,18})/packets";

    private static final String TYPE = "application/octet-stream";

    private static final String NONE = "No packets are kept of this alert.";

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;

    PacketPages(Pages pages, Published published, Accounts accounts) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", ALERT, WHO_MAY_SEARCH, this::download),
                Route.of("GET", "/api" + ALERT, WHO_MAY_SEARCH, this::described),
                Route.of("GET", "/api" + ALERT + "/pcapng", WHO_MAY_SEARCH, this::forProgram));
    }

    private Reply download(Asked asked) {
        Optional<KeptItem> item = item(asked);
        if (item.isEmpty()) {
            return pages.message(asked, 404, "Not found", NONE);
        }
        try {
            return file(asked, item.get(), "console");
        } catch (PacketsRefused e) {
            return pages.message(asked, 400, "Not handed out", String.valueOf(e.getMessage()));
        }
    }

    /// `/api/alerts/ID/packets/pcapng?purpose=`
    private Reply forProgram(Asked asked) {
        Optional<KeptItem> item = item(asked);
        if (item.isEmpty()) {
            return DeviceApi.wrong(404, NONE);
        }
        try {
            DeviceApi.only(asked, "purpose");
            return file(asked, item.get(), "api");
        } catch (PacketsRefused e) {
            return DeviceApi.wrong(400, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
    }

    private Optional<KeptItem> item(Asked asked) {
        return published.packets().ofAlert(Long.parseLong(asked.id()));
    }

    private Reply file(Asked asked, KeptItem item, String via) throws PacketsRefused {
        String who = asked.account().name();
        String purpose = asked.field("purpose").strip();
        byte[] bytes = published.packets().open(item.number(), new Look(who, via, purpose));
        Map<String, String> about = new TreeMap<>();
        about.put("alert", Long.toString(item.alert()));
        about.put("item", Long.toString(item.number()));
        about.put("sha256", item.sha256());
        about.put("purpose", purpose);
        accounts.note(who, "packets opened", about, Pages.now());
        return new Reply.Binary(item.fileName(), TYPE, ByteBuffer.wrap(bytes));
    }

    /// `/api/alerts/ID/packets`: what there is, without a look into it.
    private Reply described(Asked asked) {
        Optional<KeptItem> found = item(asked);
        if (found.isEmpty()) {
            return DeviceApi.wrong(
                    404,
                    published
                            .packets()
                            .whyNone(Long.parseLong(asked.id()))
                            .map(why -> "no packets are kept: " + why)
                            .orElse(NONE));
        }
        try {
            DeviceApi.only(asked);
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
        KeptItem item = found.get();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("item", item.number());
        answer.put("alert", item.alert());
        answer.put("rule", item.rule());
        answer.put("kept", item.kept().toString());
        answer.put(
                "populations", item.populations().stream().map(Population::word).sorted().toList());
        answer.put("sensor", item.sensor());
        answer.put("clock", item.clock());
        answer.put("from", item.from().toString());
        answer.put("moment", item.moment().toString());
        answer.put("through", item.through().toString());
        answer.put("packets", item.packets());
        answer.put("bytes", item.bytes());
        answer.put("truncated", item.isCut());
        answer.put("flows", item.flows());
        answer.put("dropped", new TreeMap<>(item.drops()));
        answer.put("held", published.packets().isHeld(item.number()));
        answer.put("sha256", item.sha256());
        return new Reply.Json(200, DeviceJson.line(answer));
    }

    /// What the page of an alert shows.
    static PacketLines lines(Alert alert, KeptPackets packets, Words words) {
        Optional<KeptItem> found = packets.ofAlert(alert.id());
        if (found.isEmpty()) {
            return new PacketLines(
                    List.of(
                            packets.whyNone(alert.id())
                                    .map(why -> "No packets are kept: " + why + ".")
                                    .orElse(NONE)),
                    "");
        }
        KeptItem item = found.get();
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Packets: %,d, of flows: %,d, in %,d bytes; headers and what a label was read"
                                + " from.",
                        item.packets(),
                        item.flows().size(),
                        item.bytes()));
        lines.add("From " + words.time(item.from()) + " to " + words.time(item.through()) + ".");
        if (item.isCut()) {
            lines.add("There were more: those nearest to the alert are kept.");
        }
        if (item.lost() > 0 || item.filesGone() > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%,d frames were lost in this time, of whomever: they may be"
                                    + " incomplete.",
                            item.lost()));
        }
        if (packets.isHeld(item.number())) {
            lines.add("A person holds them: the schedule does not destroy them.");
        }
        return new PacketLines(lines, item.sha256());
    }
}
