package org.tapwarden.history.index;

/// Why the index does not answer a question, in one line for people.
public final class Unanswerable extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    Unanswerable(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
