package org.tapwarden.enforcer.driver;

import org.tapwarden.enforcer.order.Subject;

/// Permission to hold a subject.
///
/// @param leaseId our lease
/// @param caseId written beside the element in the kernel, so that `nft list` alone says why
public record Grant(String leaseId, String caseId, Subject subject) {}
