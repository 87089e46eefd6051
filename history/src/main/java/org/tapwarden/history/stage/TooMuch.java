package org.tapwarden.history.stage;

/// Stages that would need more than they may have: says what, and what to ask instead, in one line
/// for people.
public final class TooMuch extends Exception {

    private static final long serialVersionUID = 1;

    private final String sentence;

    TooMuch(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
