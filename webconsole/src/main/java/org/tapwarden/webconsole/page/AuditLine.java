package org.tapwarden.webconsole.page;

/// One row of an audit trail, as people read it.
///
/// @param about the particulars, `name: value` in the order of their names
public record AuditLine(String number, String at, String who, String act, String about) {}
