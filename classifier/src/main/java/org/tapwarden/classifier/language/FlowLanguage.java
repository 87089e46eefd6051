package org.tapwarden.classifier.language;

import java.time.ZoneId;
import java.time.ZoneOffset;

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

    private FlowLanguage() {}

    /// What the meaning of a text depends on.
    ///
    /// @param zone of dates and times that name none: the site's
    public record Options(ZoneId zone) {

        public static final Options UTC = new Options(ZoneOffset.UTC);
    }

    /// What the text asks; an empty one asks for everything.
    public static Query parse(String text, Options options) throws WrongQuery {
        return new QueryParser(text, options.zone()).query();
    }
}
