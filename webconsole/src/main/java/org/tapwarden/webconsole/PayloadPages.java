package org.tapwarden.webconsole;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.history.payload.PayloadDesk;
import org.tapwarden.history.payload.PayloadExport;
import org.tapwarden.history.payload.PayloadLimits;
import org.tapwarden.history.payload.PayloadOrder;
import org.tapwarden.history.payload.PayloadOrder.State;
import org.tapwarden.history.payload.PayloadRefused;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.PayloadLines;
import org.tapwarden.webconsole.page.PayloadLines.Line;
import org.tapwarden.webconsole.page.Words;

/// Orders of whole payload: ask for one, confirm or refuse what another person asked for, take what
/// was kept, end it. Whoever may search may look; who may act the orders say, by the account's
/// name, as on the command line, and write it down before it takes effect.
final class PayloadPages {

    private static final String HERE = "/payload";
    private static final String TYPE = "application/octet-stream";

    /// Orders that are over and shown.
    private static final int MOST = 100;

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final Words words;

    PayloadPages(Pages pages, Published published, Accounts accounts, Words words) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.words = words;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", HERE, Pages.WHO_MAY_SEARCH, asked -> page(asked, "")),
                Route.of("POST", HERE + "/ask", Pages.WHO_MAY_SEARCH, act(this::ask)),
                Route.of("POST", HERE + "/confirm", Pages.WHO_MAY_SEARCH, act(this::confirm)),
                Route.of("POST", HERE + "/refuse", Pages.WHO_MAY_SEARCH, act(this::refuse)),
                Route.of("POST", HERE + "/end", Pages.WHO_MAY_SEARCH, act(this::end)),
                Route.of("POST", HERE + "/export", Pages.WHO_MAY_SEARCH, act(this::export)));
    }

    /// What a button does.
    @FunctionalInterface
    private interface Act {
        Reply of(Asked asked, PayloadDesk desk) throws PayloadRefused, IOException;
    }

    private Route.Action act(Act act) {
        return asked -> {
            Optional<PayloadDesk> desk = published.payload();
            if (desk.isEmpty()) {
                return nothing(asked, "The settings name nobody who may order whole payload.");
            }
            try {
                return act.of(asked, desk.get());
            } catch (PayloadRefused | IOException e) {
                return nothing(asked, sentence(String.valueOf(e.getMessage())));
            }
        };
    }

    private Reply nothing(Asked asked, String why) {
        return pages.message(asked, 400, "Nothing done", why);
    }

    private static String sentence(String text) {
        String plain = Words.plain(text);
        return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1) + ".";
    }

    /// A number of a form; one that is none is no order's and no case's.
    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    /// The console's own row: which way somebody came.
    private String note(Asked asked, String act, String what) {
        String who = asked.account().name();
        accounts.note(who, act, Map.of("of", what), Pages.now());
        return who;
    }

    private Reply ask(Asked asked, PayloadDesk desk) throws PayloadRefused, IOException {
        String who = note(asked, "whole payload asked", "case " + asked.field("case"));
        long minutes = number(asked.field("minutes"));
        if (minutes < 1 || minutes > PayloadLimits.LONGEST.toMinutes()) {
            return nothing(asked, "An order stands for 1 minute to 24 hours.");
        }
        PayloadOrder order =
                desk.orders()
                        .ask(
                                desk.subject(number(asked.field("case"))),
                                who,
                                asked.field("why"),
                                Duration.ofMinutes(minutes));
        return page(
                asked,
                "Order "
                        + order.number()
                        + " waits for another person until "
                        + words.time(order.until())
                        + ".");
    }

    private Reply confirm(Asked asked, PayloadDesk desk) throws PayloadRefused {
        String who = note(asked, "whole payload confirmed", "order " + asked.field("order"));
        PayloadOrder order = desk.orders().confirm(number(asked.field("order")), who);
        return page(
                asked,
                "Order "
                        + order.number()
                        + " stands: whole frames of "
                        + order.subject().words()
                        + " are kept until "
                        + words.time(order.until())
                        + ".");
    }

    private Reply refuse(Asked asked, PayloadDesk desk) throws PayloadRefused {
        String who = note(asked, "whole payload refused", "order " + asked.field("order"));
        PayloadOrder order =
                desk.orders().refuse(number(asked.field("order")), who, asked.field("why"));
        return page(asked, "Order " + order.number() + " is refused: nothing was kept.");
    }

    private Reply end(Asked asked, PayloadDesk desk) throws PayloadRefused {
        String who = note(asked, "whole payload ended", "order " + asked.field("order"));
        PayloadOrder order =
                desk.orders().end(number(asked.field("order")), who, asked.field("why"));
        return page(
                asked,
                "Order "
                        + order.number()
                        + (order.isDestroyed()
                                ? " is over, and what was kept is destroyed."
                                : " is over; its key is being destroyed, the log says what is in"
                                        + " the way."));
    }

    private Reply export(Asked asked, PayloadDesk desk) throws PayloadRefused {
        String who = note(asked, "whole payload read", "order " + asked.field("order"));
        PayloadExport export =
                desk.orders().export(number(asked.field("order")), who, asked.field("why"));
        return new Reply.Streamed(
                export.fileName(),
                TYPE,
                out -> {
                    try (export) {
                        var _ = export.copy(out);
                    } catch (PayloadRefused e) {
                        throw new IOException(e.getMessage(), e);
                    }
                },
                e ->
                        pages.message(
                                asked,
                                500,
                                "Not handed out",
                                sentence(String.valueOf(e.getMessage()))));
    }

    private Reply page(Asked asked, String told) {
        return pages.page(
                "payload.jte",
                Map.of("frame", pages.frame(asked, "Whole payload"), "lines", lines(asked, told)));
    }

    private PayloadLines lines(Asked asked, String told) {
        String who = asked.account().name();
        Optional<PayloadDesk> desk = published.payload();
        List<PayloadOrder> all =
                desk.map(d -> d.orders().newest(PayloadLimits.MOST_ORDERS + MOST))
                        .orElse(List.of());
        String of = asked.field("case");
        return new PayloadLines(
                told,
                desk.isPresent(),
                desk.filter(d -> d.orders().mayOrder(who)).isPresent(),
                number(of) < 0 ? "" : of,
                lines(all, List.of(State.ASKED), who),
                lines(all, List.of(State.STANDING), who),
                lines(all, List.of(State.REFUSED, State.LAPSED, State.ENDED, State.EXPIRED), who));
    }

    private List<Line> lines(List<PayloadOrder> all, List<State> states, String reader) {
        return all.stream()
                .filter(order -> states.contains(order.state()))
                .map(order -> line(order, reader))
                .toList();
    }

    private Line line(PayloadOrder order, String reader) {
        return new Line(
                order.number(),
                order.subject().alert(),
                Words.plain(order.subject().rule()),
                Words.plain(order.subject().words()),
                Words.plain(order.asker()),
                Words.plain(order.reason()),
                words.time(order.asked()),
                Words.span(order.length()),
                order.confirmer().isEmpty() ? "nobody" : Words.plain(order.confirmer()),
                order.asker().equals(reader),
                words.time(order.until()),
                order.until().toEpochMilli(),
                state(order));
    }

    private static String state(PayloadOrder order) {
        String word =
                switch (order.state()) {
                    case ASKED -> "waits";
                    case STANDING -> "stands";
                    case REFUSED -> "refused";
                    case LAPSED -> "nobody confirmed it in time";
                    case ENDED -> "ended before its time";
                    case EXPIRED -> "its time was over";
                };
        boolean still =
                (order.state() == State.ENDED || order.state() == State.EXPIRED)
                        && !order.isDestroyed();
        return still ? word + "; not all is destroyed yet" : word;
    }
}
