package org.tapwarden.detector.identity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The office's own pattern of host names that carry a person's name, such as
/// `(?<person>[a-z]+)-laptop`.
///
/// Host names come from the network, and whoever makes one up must not buy time: only the first
/// {@link #LONGEST_NAME} characters count, and a match that looks at characters more than {@link
/// #MOST_STEPS} times is given up. A pattern that needs so many for names made to provoke it is
/// refused when it is read.
public final class HostNamePattern {

    /// The group that holds the name.
    public static final String GROUP = "person";

    static final int LONGEST_PATTERN = 200;

    /// A label of DNS has at most 63.
    static final int LONGEST_NAME = 63;

    static final int MOST_STEPS = 10_000;

    private final Pattern pattern;
    private long givenUp;

    private HostNamePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// @throws IllegalArgumentException in one line that says what is wrong with it
    public static HostNamePattern of(String text) {
        if (text.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException("is longer than " + LONGEST_PATTERN + " characters");
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no regular expression: " + e.getDescription(), e);
        }
        if (!compiled.namedGroups().containsKey(GROUP)) {
            throw new IllegalArgumentException(
                    "'" + text + "' must have a group (?<" + GROUP + ">...)");
        }
        var made = new HostNamePattern(compiled);
        for (String provoking : new String[] {"a", "1", "-", "ab", "a1", "a-", "kim", "a.b"}) {
            String name = provoking.repeat(LONGEST_NAME).substring(0, LONGEST_NAME - 1) + "!";
            Optional<String> _ = made.person(name);
            Optional<String> _ = made.person(name.replace("!", "_"));
        }
        if (made.givenUp > 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' takes too long for some names; repeat less inside of repeats");
        }
        return made;
    }

    /// The person in a host name that fits as a whole.
    public Optional<String> person(String hostName) {
        String bounded =
                hostName.length() <= LONGEST_NAME ? hostName : hostName.substring(0, LONGEST_NAME);
        try {
            Matcher matcher =
                    pattern.matcher(new Counted(bounded, 0, bounded.length(), new int[1]));
            return matcher.matches()
                    ? Optional.ofNullable(matcher.group(GROUP)).filter(p -> !p.isBlank())
                    : Optional.empty();
        } catch (GivenUp | StackOverflowError e) {
            givenUp++;
            return Optional.empty();
        }
    }

    /// Names whose match took too long.
    public long givenUp() {
        return givenUp;
    }

    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        GivenUp() {
            super("too many steps", null, false, false);
        }
    }

    /// Counts how often the matcher looks at a character.
    private static final class Counted implements CharSequence {
        private final String text;
        private final int from;
        private final int to;
        private final int[] steps;

        Counted(String text, int from, int to, int[] steps) {
            this.text = text;
            this.from = from;
            this.to = to;
            this.steps = steps;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > MOST_STEPS) {
                throw new GivenUp();
            }
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, steps);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
