package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.stage.Cell;
import org.tapwarden.history.stage.Table;

/// Asks the history and nfdump the same questions in turns, nine times each, and keeps the medians:
/// `Asking N FOLDER [ARRIVAL]`. A history is asked as people ask it, through {@link
/// org.tapwarden.history.FlowSearch}: the text is parsed, and two rows of the audit are forced to
/// the disk. It is warm, as an appliance is that runs for days; nfdump is a program that starts for
/// each question, and its files lie in memory.
final class Asking {

    private static final int ROUNDS = 9;

    /// So that the compiler of the virtual machine has seen the question.
    private static final int WARM = 40;

    private static final int ROWS = 100;

    /// A question, and what to give to nfdump for the same answer.
    ///
    /// @param from begin of the first hour
    /// @param to end of the last hour
    /// @param nfdump arguments, or null where it has no field for it
    record Question(
            String name,
            String text,
            Instant from,
            Instant to,
            int limit,
            @Nullable List<String> nfdump) {}

    /// Of a time before all flows, so that what it takes is parsing and the audit.
    private static final Question NOTHING =
            new Question(
                    "nothing", "ip:10.0.0.1", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 1, null);

    private final BenchRun run;
    private final FlowHistory history;

    private Asking(BenchRun run, FlowHistory history) {
        this.run = run;
        this.history = history;
    }

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        List<Question> questions = questions(run);
        try (FlowHistory history = FlowHistory.openToSearch(run.history(), run.settings())) {
            var asking = new Asking(run, history);
            for (Question question : questions) {
                asking.measure(question);
            }
            run.tell("heap", BenchRun.heap());
        }
    }

    private static List<Question> questions(BenchRun run) {
        SchoolDay day = run.flows();
        String host = day.hosts().active(1.76).address().toString();
        String[] names = {day.names().names[0].text(), day.names().names[900].text()};
        Instant from = run.lastDay();
        Instant to = from.plus(Duration.ofDays(1));
        Instant hour = from.plus(Duration.ofHours(10));
        Instant hourEnd = hour.plus(Duration.ofHours(1));
        List<String> rows = List.of("-q", "-o", "long", "host " + host);
        List<String> count = List.of("-s", "proto/flows", "host " + host);
        List<String> top = List.of("-n", "10", "-s", "srcip/bytes");
        boolean beside = Files.isDirectory(run.nfdump().folder());
        List<Question> questions = new ArrayList<>();
        questions.add(new Question("host-day", "ip:" + host, from, to, ROWS, beside ? rows : null));
        questions.add(
                new Question("host-hour", "ip:" + host, hour, hourEnd, ROWS, beside ? rows : null));
        questions.add(new Question("host-count", "ip:" + host, from, to, 1, beside ? count : null));
        questions.add(
                new Question(
                        "top-hour",
                        "destination.ip:* | top 10 source.ip by bytes",
                        hour,
                        hourEnd,
                        10,
                        beside ? top : null));
        Instant begin = run.firstHour();
        Instant end = run.end();
        questions.add(new Question("name-popular", "sni:" + names[0], begin, end, 1, null));
        questions.add(new Question("name-rows", "sni:" + names[1], begin, end, ROWS, null));
        questions.add(new Question("name-prefix", "sni:cdn-1*", begin, end, 1, null));
        questions.add(new Question("name-infix", "sni:*elfa*", begin, end, 1, null));
        return questions;
    }

    private void measure(Question question) throws IOException {
        double[] ours = new double[ROUNDS];
        double[] audit = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        double first;
        Answer answer;
        try {
            long began = System.nanoTime();
            answer = ask(question);
            first = millis(began);
            for (int i = 1; i < WARM; i++) {
                answer = ask(question);
            }
            if (question.nfdump != null) {
                agree(question, answer); // and brings the files into memory
            }
            for (int i = 0; i < ROUNDS; i++) {
                began = System.nanoTime();
                answer = ask(question);
                ours[i] = millis(began);
                theirs[i] = nfdump(question);
                began = System.nanoTime();
                var _ = ask(NOTHING);
                audit[i] = millis(began);
            }
        } catch (SearchRefused e) {
            BenchRun.say(
                    String.format(Locale.ROOT, "%s: refused: %s", question.name, e.getMessage()));
            return;
        }
        run.tell(question.name + ".ours", BenchRun.median(ours));
        run.tell(question.name + ".audit", BenchRun.median(audit));
        run.tell(question.name + ".matched", answer.matched());
        if (question.nfdump != null) {
            run.tell(question.name + ".nfdump", BenchRun.median(theirs));
        }
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "%-13s ours %8.2f ms, of it audit %.2f, the first time %.0f;%s %,d match: %s",
                        question.name,
                        BenchRun.median(ours),
                        BenchRun.median(audit),
                        first,
                        question.nfdump == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, " nfdump %.2f ms;", BenchRun.median(theirs)),
                        answer.matched(),
                        question.text));
    }

    private Answer ask(Question question) throws SearchRefused {
        Answer answer =
                history.search(
                        new Request(
                                "bench",
                                "command-line",
                                "measures the history",
                                question.text,
                                question.from,
                                question.to,
                                question.limit));
        if (!answer.complete()) {
            throw new SearchRefused("not complete: " + answer.gaps());
        }
        return answer;
    }

    private double nfdump(Question question) throws IOException {
        if (question.nfdump == null) {
            return 0;
        }
        long began = System.nanoTime();
        String text = run.nfdump().run(question.from, lastHour(question), question.nfdump);
        double millis = millis(began);
        if (text.isEmpty()) {
            throw new IOException("nfdump said nothing to " + question.name);
        }
        return millis;
    }

    private static Instant lastHour(Question question) {
        return question.to.minus(Duration.ofHours(1));
    }

    /// How many flows match and, where the answer has a table, that its rows are nfdump's: who, and
    /// how much.
    private void agree(Question question, Answer answer) throws IOException {
        Table table = answer.table();
        boolean agrees;
        if (table == null) {
            String filter = "host " + question.text.substring("ip:".length());
            long count = run.nfdump().count(question.from, lastHour(question), filter);
            agrees = count == answer.matched();
        } else {
            agrees =
                    talkers(table)
                            .equals(
                                    run.nfdump()
                                            .top(
                                                    question.from,
                                                    lastHour(question),
                                                    question.limit));
        }
        run.tell(question.name + ".agrees", agrees ? 1 : 0);
        if (!agrees) {
            BenchRun.say(question.name + ": nfdump answers something else");
        }
    }

    private static List<Nfdump.Talker> talkers(Table table) throws IOException {
        List<Nfdump.Talker> talkers = new ArrayList<>();
        for (List<Cell> row : table.rows()) {
            if (!(row.getFirst() instanceof Cell.Ip ip
                    && row.getLast() instanceof Cell.Whole bytes)) {
                throw new IOException("not an address and a number: " + row);
            }
            talkers.add(new Nfdump.Talker(ip.address(), bytes.value()));
        }
        return talkers;
    }

    private static double millis(long began) {
        return (System.nanoTime() - began) / 1e6;
    }
}
