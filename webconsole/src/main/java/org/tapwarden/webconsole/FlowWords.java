package org.tapwarden.webconsole;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.record.CommunityId;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.classifier.record.FlowJson;
import org.tapwarden.detector.Devices;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Table;
import org.tapwarden.webconsole.page.FlowDetail.Line;
import org.tapwarden.webconsole.page.FlowDetail.Part;
import org.tapwarden.webconsole.page.Words;

/// Tells one flow: in parts for its page, and as JSON.
///
/// Text from the network loses what moves a cursor or turns a line round; the template escapes the
/// rest. JSON is written in ASCII.
final class FlowWords {

    static final JsonMapper JSON =
            new JsonMapper(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private static final Map<EndReason, String> ENDS =
            Map.of(
                    EndReason.IDLE, "nothing came any more",
                    EndReason.FINISHED, "both sides finished it",
                    EndReason.RESET, "one side reset it",
                    EndReason.EVICTED, "the table of flows was full",
                    EndReason.CAPTURE_ENDED, "the capture ended, or the appliance stopped");

    private final Words words;
    private final Devices devices;

    FlowWords(Words words, Devices devices) {
        this.words = words;
        this.devices = devices;
    }

    /// The whole answer: the flow with its sentence, and what its audit row is.
    static String json(Answer answer) {
        FlowRecord record = answer.rows().getFirst();
        ObjectNode all = JSON.createObjectNode();
        all.put("explanation", Explanation.sentence(record));
        all.put("slices", answer.matched());
        all.put("complete", answer.complete());
        var gaps = all.putArray("gaps");
        answer.gaps().forEach(gaps::add);
        all.put("audit", answer.auditNumber());
        try {
            all.set("flow", JSON.readTree(new FlowJson().slice(record)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(all);
    }

    /// An answer to a search: its slices as lines of NDJSON have them, or the table of its stages.
    static String answer(Answer answer) {
        ObjectNode all = JSON.createObjectNode();
        all.put("query", answer.canonical());
        all.put("matched", answer.matched());
        all.put("complete", answer.complete());
        var gaps = all.putArray("gaps");
        answer.gaps().forEach(gaps::add);
        var notes = all.putArray("notes");
        answer.notes().forEach(notes::add);
        all.put("audit", answer.auditNumber());
        Table table = answer.table();
        if (table != null) {
            table(table, all.putObject("table"));
            return text(all);
        }
        var flows = all.putArray("flows");
        var json = new FlowJson();
        try {
            for (FlowRecord row : answer.rows()) {
                flows.add(JSON.readTree(json.slice(row)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(all);
    }

    private static void table(Table table, ObjectNode to) {
        var columns = to.putArray("columns");
        table.columns().forEach(heading -> columns.add(heading.name()));
        var rows = to.putArray("rows");
        for (List<Cell> row : table.rows()) {
            var cells = rows.addArray();
            for (Cell cell : row) {
                switch (cell) {
                    case Cell.Nothing _ -> cells.addNull();
                    case Cell.Word word -> cells.add(word.text());
                    case Cell.Ip ip -> cells.add(ip.address().toString());
                    case Cell.Whole whole -> cells.add(whole.value());
                    case Cell.Time time ->
                            cells.add(Instant.ofEpochMilli(time.millis()).toString());
                    case Cell.Truth truth -> cells.add(truth.value());
                }
            }
        }
        to.put("total", table.total());
        to.put("slices", table.slices());
        var sentences = to.putArray("sentences");
        table.sentences().forEach(sentences::add);
    }

    /// Why there is no answer.
    static String error(String sentence) {
        return text(JSON.createObjectNode().put("error", sentence));
    }

    static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the page shows of it below its sentence.
    List<Part> parts(FlowRecord record) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("Label", label(record.label())));
        RunnerUp second = record.label().runnerUp();
        if (second != null) {
            parts.add(new Part("What came second", second(second)));
        }
        parts.add(new Part("Conversation", conversation(record)));
        parts.add(new Part("Names", names(record.names())));
        parts.add(new Part("Place", place(record)));
        return parts.stream().filter(part -> !part.lines().isEmpty()).toList();
    }

    private static List<Line> label(Label label) {
        var lines = new Lines();
        lines.add("Protocol", label.protocol().word());
        lines.add("Application", label.application());
        lines.add("Category", label.category().word());
        lines.add("Basis", label.basis().word());
        lines.add(
                "Grounds",
                label.grounds().stream().map(Grounds::code).collect(Collectors.joining(" ")));
        return lines.all;
    }

    private static List<Line> second(RunnerUp second) {
        var lines = new Lines();
        lines.add("Protocol", second.protocol().word());
        lines.add("Application", second.application());
        lines.add("Category", second.category().word());
        lines.add("Grounds", second.grounds().code());
        lines.add("Lost", second.lost().word());
        return lines.all;
    }

    private List<Line> conversation(FlowRecord record) {
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Identity identity = record.identity();
        FlowRecord.Traffic slice = record.slice();
        FlowRecord.Traffic whole = record.whole();
        var lines = new Lines();
        lines.add("Source", between.source() + " port " + between.sourcePort());
        lines.add("Destination", between.destination() + " port " + between.destinationPort());
        lines.add("Over", between.transport());
        lines.add(
                "Direction",
                between.swapped() ? "the first packet seen was an answer; turned round" : null);
        lines.add("Began", time(whole.startNanos()));
        lines.add("This slice", time(slice.startNanos()) + " to " + time(slice.endNanos()));
        Duration lasted = Duration.ofNanos(slice.endNanos() - slice.startNanos());
        lines.add("Lasted", Words.span(lasted));
        EndReason end = identity.end();
        lines.add(
                "Slice",
                identity.slice()
                        + (end == null
                                ? ", not the last"
                                : ", the last: " + ENDS.getOrDefault(end, end.word())));
        lines.add("Sent in it", amount(slice.sourceBytes(), slice.sourcePackets()));
        lines.add("Answered in it", amount(slice.destinationBytes(), slice.destinationPackets()));
        if (identity.slice() > 1) {
            lines.add("Sent in all", amount(whole.sourceBytes(), whole.sourcePackets()));
            lines.add(
                    "Answered in all",
                    amount(whole.destinationBytes(), whole.destinationPackets()));
        }
        long claimed = between.claimedNanos();
        lines.add("Claimed time", claimed == 0 ? null : time(claimed) + " (not believed)");
        return lines.all;
    }

    private static String amount(long bytes, long packets) {
        return Words.bytes(bytes) + " in " + Words.count(packets) + " packets";
    }

    private String time(long nanos) {
        return words.time(Instant.ofEpochSecond(0, nanos));
    }

    private static List<Line> names(FlowRecord.Names names) {
        var lines = new Lines();
        String server = names.serverName();
        boolean inferred = names.serverNameBasis() == Basis.INFERRED;
        lines.add("Server name", server == null ? null : server + (inferred ? " (inferred)" : ""));
        lines.add("Question", names.question());
        lines.add("Next protocol", names.applicationProtocol());
        lines.add("Version", names.version());
        lines.add("Software", names.software());
        FlowRecord.Tls tls = names.tls();
        EncryptedHello hello = tls.encryptedHello();
        lines.add("Encrypted hello", hello == EncryptedHello.NONE ? null : hello.word());
        lines.add("JA4", tls.ja4());
        lines.add("Cipher", tls.cipher());
        lines.add("Certificate of", tls.subject());
        lines.add("Certificate by", tls.issuer());
        lines.add("Certificate for", tls.alternativeName());
        return lines.all;
    }

    private List<Line> place(FlowRecord record) {
        FlowRecord.Place place = record.place();
        var lines = new Lines();
        lines.add("Segment", place.segment());
        lines.add("Population", place.population().word());
        lines.add("VLAN", place.vlan() == Block.NO_VLAN ? null : Integer.toString(place.vlan()));
        lines.add("Tunnel", place.outer());
        lines.add("Source MAC", mac(place.sourceMac()));
        lines.add("Destination MAC", mac(place.destinationMac()));
        long endNanos = record.slice().endNanos();
        device(lines, "Source device", place.sourceEndpoint(), endNanos);
        device(lines, "Destination device", place.destinationEndpoint(), endNanos);
        lines.add("Sensor", record.identity().observer());
        lines.add("Flow", Long.toString(record.identity().flow()));
        lines.add("Community id", new CommunityId().of(record.conversation()));
        return lines.all;
    }

    /// As it calls itself now, led to as it was when the slice ended: facts hold as of then.
    private void device(Lines lines, String title, long endpoint, long endNanos) {
        if (endpoint == 0) {
            return;
        }
        String name =
                devices.byEndpoint(endpoint)
                        .map(d ->
                                (d.hostName() + " " + d.mac().map(Mac::toString).orElse(""))
                                        .strip())
                        .orElse("");
        // The next full second: a device may have been seen first in the same one.
        Instant end =
                Instant.ofEpochSecond(0, endNanos).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        lines.add(
                title,
                name.isEmpty() ? "endpoint " + endpoint : name,
                "/devices/" + endpoint + "?at=" + end);
    }

    private static @Nullable String mac(long bits) {
        return bits == 0 ? null : new Mac(bits).toString();
    }

    private static final class Lines {
        private final List<Line> all = new ArrayList<>();

        /// What there is none of is not shown.
        void add(String title, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                all.add(new Line(title, Words.plain(value), ""));
            }
        }

        void add(String title, String value, String link) {
            all.add(new Line(title, Words.plain(value), link));
        }
    }
}
