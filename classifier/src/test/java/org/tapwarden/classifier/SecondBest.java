package org.tapwarden.classifier;

/// What came second for a label, in one line.
public final class SecondBest {

    private SecondBest() {}

    /// Application, category, grounds and why it lost; `nothing` where nothing did.
    public static String of(Label label) {
        RunnerUp second = label.runnerUp();
        return second == null
                ? "nothing"
                : second.application()
                        + " "
                        + second.category().word()
                        + " "
                        + second.grounds().code()
                        + " "
                        + second.lost().word();
    }
}
