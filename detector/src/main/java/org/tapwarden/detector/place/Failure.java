package org.tapwarden.detector.place;

import java.util.Locale;

/// Why a switch told nothing.
public enum Failure {
    /// Nothing came back, not even to the question who it is.
    TIMEOUT("no answer"),
    /// Its name has no address.
    UNRESOLVED("its name has no address"),
    /// This machine could not send to it.
    UNREACHABLE("cannot be reached from here"),
    /// It does not know the user, or the authentication password is another (RFC 3414, section
    /// 3.2).
    AUTHENTICATION("authentication failed"),
    /// It answers who it is, and not to what is encrypted: what a switch does that cannot make
    /// sense of it.
    PRIVACY("answers, but not to encrypted questions: is the privacy password right?"),
    /// The user may not read this.
    REFUSED("refuses this user"),
    /// It shows no bridge table, or not to this user.
    NO_TABLE("shows no table of its ports to this user"),
    /// Answers that are in no order, or an error that has no business here.
    MALFORMED("its answers make no sense"),
    /// It went on answering for too long.
    TOO_SLOW("too slow: its tables did not arrive in time"),
    /// Our own bug met its answers.
    BUG("could not be read because of a bug");

    private final String sentence;

    Failure(String sentence) {
        this.sentence = sentence;
    }

    /// For people.
    public String sentence() {
        return sentence;
    }

    /// As it stands in counters.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
