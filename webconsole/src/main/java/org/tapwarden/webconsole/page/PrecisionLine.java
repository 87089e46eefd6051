package org.tapwarden.webconsole.page;

/// How often a rule was right, by what people said of its alerts.
///
/// @param share in words, such as `86 %`
public record PrecisionLine(
        String rule, long confirmed, long approved, long falseAlarms, String share) {}
