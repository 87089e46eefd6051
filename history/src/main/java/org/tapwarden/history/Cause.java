package org.tapwarden.history;

/// Who lets flows be destroyed, and why: for the audit and the certificate.
///
/// @param who `retention`, or the account or user of the operating system
/// @param via `schedule`, `size`, `free-space`, or the way a person asked
/// @param why one sentence
record Cause(String who, String via, String why) {

    static final Cause SCHEDULE =
            new Cause("retention", "schedule", "the days that the schedule gives are over");
    static final Cause SIZE =
            new Cause(
                    "retention",
                    "size",
                    "all flows take more than the settings allow; the schedule was not kept");
    static final Cause FREE_SPACE =
            new Cause(
                    "retention",
                    "free-space",
                    "less of the disk is free than the settings want; the schedule was not kept");

    static Cause person(String who, String via, String why) {
        return new Cause(who, via, why);
    }
}
