package org.tapwarden.classifier.language;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/// Reads the flow language. The grammar, with examples, is in `docs/flow-record.md`.
///
/// Both `ip.src == 10.1.2.3 && host == *.tiktok.com` and `source.ip:10.1.2.3 and sni:*.tiktok.com`
/// are understood. Texts come from people and from policy files, so each has limits; one that goes
/// beyond them is wrong, never slow.
public final class FlowLanguage {

    /// Of the text, and of the canonical text of its query.
    public static final int MAX_TEXT = 32_768;

    /// How deep conditions may be nested, counted as `and`, `or`, `not` and parentheses.
    public static final int MAX_DEPTH = 64;

    /// Single conditions, after aliases such as `ip` became one for each end. Half of what Lucene
    /// takes in one query.
    public static final int MAX_CONDITIONS = 512;

    /// Most rows of a table, and what `top` and `head` take at most.
    public static final int MOST_ROWS = 10_000;

    /// Of {@link #complete}.
    public static final int MOST_SUGGESTIONS = 100;

    private FlowLanguage() {}

    /// What the meaning of a text depends on.
    ///
    /// @param zone of dates and times that name none: the site's
    public record Options(ZoneId zone) {

        public static final Options UTC = new Options(ZoneOffset.UTC);
    }

    /// Which slices the text asks for; an empty one asks for all. For whoever judges slices one by
    /// one, such as a policy: stages are an error.
    public static Query parse(String text, Options options) throws WrongQuery {
        return new QueryParser(text, options.zone()).query();
    }

    /// What the text asks: a filter, which may be empty, and stages behind it.
    public static Question question(String text, Options options) throws WrongQuery {
        return new QueryParser(text, options.zone()).question();
    }

    /// What could go on at a cursor: fields and their other names, operators, values where they are
    /// known, stages, metrics and columns. What fits best comes first; where nothing fits what was
    /// begun, words that are spelled like it. At most {@link #MOST_SUGGESTIONS}.
    ///
    /// @param cursor how many characters stand before it
    public static List<Suggestion> complete(String text, int cursor) {
        return new Completer(text, cursor).suggestions();
    }
}
