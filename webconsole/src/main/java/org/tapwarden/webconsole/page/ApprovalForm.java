package org.tapwarden.webconsole.page;

/// The form by which a device is approved.
///
/// @param alert that it settles, 0 for none
/// @param name for the inventory, as far as it is known
/// @param owner who answers for it, as far as it is known
public record ApprovalForm(long endpoint, long alert, String name, String owner) {}
