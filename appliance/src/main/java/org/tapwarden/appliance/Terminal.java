package org.tapwarden.appliance;

/// What goes to a terminal.
public final class Terminal {

    private Terminal() {}

    /// What a terminal may show: nothing that moves the cursor, turns the line, or the letters of
    /// one.
    public static String shown(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
