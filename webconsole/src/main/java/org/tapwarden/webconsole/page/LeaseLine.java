package org.tapwarden.webconsole.page;

/// What is held, and until when.
///
/// @param untilMillis since 1970, for the countdown
public record LeaseLine(
        String id, String step, String outcome, String detail, String until, long untilMillis) {}
