package org.tapwarden.webconsole;

import static org.tapwarden.webconsole.Pages.WHO_MAY_SEARCH;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Rows;
import org.tapwarden.history.stage.Table;
import org.tapwarden.webconsole.page.FlowDetail;
import org.tapwarden.webconsole.page.FlowPage;
import org.tapwarden.webconsole.page.TablePage;
import org.tapwarden.webconsole.page.Words;

/// The search of flows, one flow, and the same for programs. Whoever asks says why; without it
/// nothing is looked at.
final class FlowPages {

    /// Ids of a live sensor begin with its start in nanoseconds, so they have a digit more.
    private static final String FLOW_ID = "([0-9]{1,19})";

    private static final int USUAL_ROWS = 100;
    private static final String NO_TIME = "That is no time: write 2026-09-01 or 2026-09-01T08:30.";
    private static final String NO_SUCH_FLOW =
            "There is no such flow in this time, or it is gone by the schedule.";

    private final Pages pages;
    private final Published published;
    private final ZoneId zone;
    private final Words words;
    private final FlowLook look;
    private final QueryHelp help;

    FlowPages(Pages pages, Published published, ZoneId zone) {
        this.pages = pages;
        this.published = published;
        this.zone = zone;
        this.words = new Words(zone);
        this.look = new FlowLook(published.search(), zone);
        this.help = new QueryHelp(zone);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/flows", WHO_MAY_SEARCH, this::flowForm),
                Route.of("POST", "/flows", WHO_MAY_SEARCH, this::flows),
                Route.of("GET", "/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlowForm),
                Route.of("POST", "/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlow),
                Route.of("GET", "/api/flows", WHO_MAY_SEARCH, this::flowsAsJson),
                Route.of("GET", "/api/flows/complete", WHO_MAY_SEARCH, this::complete),
                Route.of("GET", "/api/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlowAsJson));
    }

    // ---- flows

    private Reply flowForm(Asked asked) {
        return flowPage(asked, "", null);
    }

    private Reply flows(Asked asked) {
        try {
            Answer answer = search(asked, "console");
            return asked.field("format").equals("csv") ? csv(answer) : flowPage(asked, "", answer);
        } catch (DateTimeParseException e) {
            return flowPage(asked, NO_TIME, null);
        } catch (SearchRefused e) {
            return flowPage(asked, String.valueOf(e.getMessage()), null);
        }
    }

    /// @throws DateTimeParseException when a time is none; nothing was looked at
    private Answer search(Asked asked, String via) throws SearchRefused {
        Range range = Range.of(asked, zone, Pages.now());
        return published
                .search()
                .search(
                        new Request(
                                asked.account().name(),
                                via,
                                asked.field("purpose"),
                                asked.field("query"),
                                range.from(),
                                range.to(),
                                limit(asked)));
    }

    private Reply flowsAsJson(Asked asked) {
        try {
            DeviceApi.only(asked, "query", "purpose", "from", "to", "limit");
            return new Reply.Json(200, FlowWords.answer(search(asked, "api")));
        } catch (DateTimeParseException e) {
            return new Reply.Json(400, FlowWords.error(NO_TIME));
        } catch (SearchRefused e) {
            return new Reply.Json(400, FlowWords.error(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
    }

    /// What could go on where somebody types. It tells of the language, and of no flow.
    private Reply complete(Asked asked) {
        try {
            DeviceApi.only(asked, "text", "cursor");
            return new Reply.Json(200, QueryHelp.completions(asked));
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
    }

    /// Of a table its stages say how many rows are wanted, so there the field is not asked.
    private int limit(Asked asked) {
        if (help.hasStages(asked.field("query"))) {
            return FlowSearch.MOST_ROWS;
        }
        return rows(asked);
    }

    private static int rows(Asked asked) {
        String text = asked.field("limit");
        int limit = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : USUAL_ROWS;
        return Math.clamp(limit, 1, FlowSearch.MOST_ROWS);
    }

    private Reply csv(Answer answer) {
        var text = new StringWriter();
        try {
            Rows.CSV.write(answer, zone, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply.Download("flows.csv", "text/csv; charset=utf-8", text.toString());
    }

    private Reply flowPage(Asked asked, String problem, @Nullable Answer answer) {
        List<FlowPage.Row> rows = new ArrayList<>();
        if (answer != null) {
            answer.rows().forEach(r -> rows.add(row(r)));
        }
        var page =
                new FlowPage(
                        asked.field("query"),
                        asked.field("from"),
                        asked.field("to"),
                        asked.field("purpose"),
                        rows(asked),
                        problem,
                        answer != null,
                        answer == null ? "" : answer.canonical(),
                        answer == null ? 0 : answer.matched(),
                        answer == null ? 0 : answer.auditNumber(),
                        answer == null ? List.of() : answer.gaps(),
                        answer == null ? List.of() : answer.notes(),
                        rows,
                        table(answer),
                        problem.isEmpty() ? List.of() : help.meant(asked.field("query")));
        return pages.page(
                problem.isEmpty() ? 200 : 400,
                "flows.jte",
                Map.of("frame", pages.frame(asked, "Flows"), "page", page));
    }

    private Optional<TablePage> table(@Nullable Answer answer) {
        Table table = answer == null ? null : answer.table();
        return answer == null || table == null
                ? Optional.empty()
                : Optional.of(FlowTable.page(answer, table, words));
    }

    private FlowPage.Row row(FlowRecord record) {
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Names names = record.names();
        String name =
                names.serverName() != null
                        ? names.serverName()
                                + (names.serverNameBasis() == Basis.INFERRED ? " (inferred)" : "")
                        : orEmpty(names.question());
        return new FlowPage.Row(
                words.time(Instant.ofEpochSecond(0, record.slice().endNanos())),
                between.source().toString(),
                Integer.toString(between.sourcePort()),
                between.destination().toString(),
                Integer.toString(between.destinationPort()),
                Words.plain(name),
                record.label().protocol().word(),
                orEmpty(record.label().application()),
                record.label().category().word(),
                record.label().basis().word(),
                record.place().segment(),
                Words.bytes(record.slice().bytes()),
                FlowLook.link(record),
                record.place().sourceEndpoint(),
                record.place().destinationEndpoint());
    }

    // ---- one flow

    private Reply oneFlowForm(Asked asked) {
        return oneFlowPage(asked, 200, "", null);
    }

    private Reply oneFlow(Asked asked) {
        try {
            Answer answer = look.at(asked, "console", Pages.now());
            return answer.rows().isEmpty()
                    ? oneFlowPage(asked, 404, NO_SUCH_FLOW, answer)
                    : oneFlowPage(asked, 200, "", answer);
        } catch (SearchRefused e) {
            return oneFlowPage(asked, 400, String.valueOf(e.getMessage()), null);
        }
    }

    private Reply oneFlowAsJson(Asked asked) {
        try {
            DeviceApi.only(asked, "purpose", "observer", "slice", "end", "from", "to");
            Answer answer = look.at(asked, "api", Pages.now());
            return answer.rows().isEmpty()
                    ? new Reply.Json(404, FlowWords.error(NO_SUCH_FLOW))
                    : new Reply.Json(200, FlowWords.json(answer));
        } catch (SearchRefused e) {
            return new Reply.Json(400, FlowWords.error(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
    }

    /// @param answer with one flow or none; null while nobody looked
    private Reply oneFlowPage(Asked asked, int status, String problem, @Nullable Answer answer) {
        FlowRecord record =
                answer == null || answer.rows().isEmpty() ? null : answer.rows().getFirst();
        String second = record == null ? null : Explanation.runnerUp(record);
        var page =
                new FlowDetail(
                        FlowLook.again(asked),
                        !asked.field("end").isEmpty(),
                        asked.field("from"),
                        asked.field("to"),
                        asked.field("purpose"),
                        problem,
                        record == null ? "" : Words.plain(Explanation.label(record)),
                        second == null ? "" : Words.plain(second),
                        record == null
                                ? List.of()
                                : new FlowWords(words, published.devices()).parts(record),
                        answer == null ? List.of() : answer.gaps(),
                        answer == null ? 0 : answer.matched(),
                        answer == null ? 0 : answer.auditNumber());
        return pages.page(
                status,
                "flow.jte",
                Map.of("frame", pages.frame(asked, "Why this label"), "page", page));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
