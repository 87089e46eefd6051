package org.tapwarden.detector.place;

/// Ends a question to a switch; what is left of it is a {@link Failure}. Expected, so it carries no
/// stack trace.
final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    private final Failure failure;

    NoAnswer(Failure failure) {
        super(failure.word(), null, false, false);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
