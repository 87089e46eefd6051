package org.tapwarden.appliance.lab;

import java.time.Duration;

/// What a command answered and how long it took.
///
/// @param exit its exit code; {@link #OVERDUE} when it was ended because it took too long
/// @param said what it wrote, standard error included
public record Ran(int exit, String said, Duration took) {

    public static final int OVERDUE = -1;

    public boolean succeeded() {
        return exit == 0;
    }
}
